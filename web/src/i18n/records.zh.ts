/** The words of the records desk in Chinese. `records.en.ts` has the same keys. */
export const recordsZh = {
  title: "台账数据", tabs: "台账数据的各部分",
  tab: { workbooks: "工作簿", review: "待核实", decisions: "决定", aliases: "别名", mappings: "列对应", changes: "落图变化" },
  closed: "当前账号不能查看台账数据", closedHint: "台账数据由数据人员维护，区级和地理信息人员可以查看，街乡账号可以核实本街乡的记录。如有需要，请联系管理员。",
  closedPart: "当前账号不能查看此页", closedPartHint: "街乡账号可以核实本街乡的记录；工作簿和别名由数据人员维护。",
  outcome: { matched: "已匹配", review: "待核实", rejected: "已退回", out_of_area: "区外", rows: "行" },
  outcomeHint: {
    matched: "已落到物业区域，计入台账和地图", review: "拿不准，由人决定落到哪里", rejected: "内容有误，注明原因，可改正后重新载入", out_of_area: "写明属于其他区，不计入本区",
  },
  sums: "{rows} 行 = 已匹配 {matched} + 待核实 {review} + 已退回 {rejected} + 区外 {out_of_area}", sumsWrong: "各项之和与行数不符，请联系管理员",
  mark: {
    queued: "排队中", reading: "读取中", asking: "待指定列", ready: "待入库", storing: "入库中", loaded: "已入库", refused: "已退回", withdrawn: "已撤回", cancelled: "已取消",
  },
  start: {
    title: "选择左侧的工作簿，或载入新的工作簿", first: "还没有载入过工作簿", text: "把街乡、12345 热线或执法部门交来的工作簿拖到本页任意位置。先读取和试算，点“入库”才写入台账。",
    read: "左侧列出已交来的工作簿及其去向。载入和入库由数据人员完成。",
    step1: "判读：哪些列对应哪项台账，可以改正，下个月自动沿用", step2: "试算：多少行已匹配、待核实、退回、区外，合计等于总行数",
    step3: "入库：成为一次更新，所有打开的页面立即跟随", step4: "核实：拿不准的在“待核实”中逐组决定，程序记住您的决定",
    toReview: "去核实 {groups} 组（{rows} 条）",
  },
  list: {
    title: "工作簿", loading: "正在读取列表", none: "还没有工作簿", noneHint: "把文件拖到本页，或点上方按钮选择。", noneRead: "数据人员载入后会列在这里。",
    asOf: "截至 {date}", waiting: "还有 {count} 条待核实", commandLine: "命令行入库", earlier: "此前入库",
  },
  intake: {
    add: "载入工作簿", drop: "把文件拖到本页，或点此选择", release: "松开鼠标，载入工作簿", title: "载入工作簿", text: "先读取和试算，不写入台账。",
    unknownFormat: "不支持这种文件。可以载入：{formats}", tooLarge: "超过 200 MB，请分批提交。", leaveOut: "不载入 {name}", kind: "记录类型", kindOf: "“{name}”的记录类型", choose: "请选择",
    asOf: "数据截至", asOfHint: "可以不填；未填时按工作簿的内容推定。", source: "来源", sourceHint: "例如报送的街道或热线。按来源记住列的对应关系和别名。", send: "上传并试算", sendAll: "上传 {count} 份并试算", lacksKind: "请选择每份文件的记录类型。",
  },
  head: {
    more: "更多", withdraw: "撤回这份工作簿…", received: "{who} 交于 {when}", loaded: "{who} 入库于 {when}", asOf: "数据截至 {date}", source: "来源 {source}", queued: "排队等候，前面的完成后自动开始", starting: "正在开始",
    cancel: "取消", withdrawTitle: "撤回这份工作簿", withdrawText: "它不再入库，上传的文件立即删除。台账不变。", withdrawSubmit: "撤回", revision: "第 {revision} 次更新", command: "由命令行入库",
  },
  read: {
    understood: "怎样理解这份文件", encoding: "文字编码", encodingNone: "工作簿自带", sheets: "工作表", sheetUse: "读取工作表“{name}”", sheetRows: "表头第 {header} 行 · {rows} 行数据", sheetNoHeader: "没有找到表头", notRead: "不读取",
    headerRow: "表头所在行", headerAuto: "自动查找", columns: "列的对应", header: "文件中的列", column: "台账字段", samples: "内容示例",
    missing: "缺少必需的列：{names}", missingHint: "请指出是文件中的哪一列；文件中确实没有的，请补上后重新载入。", whichColumn: "— 是哪一列？ —", headerSample: "{header}（如：{sample}）",
    personal: "个人信息，从不读取", personalNote: "以下各列属于个人信息，不读取、不保存：{names}", by_remembered: "沿用上次", by_spelling: "按列名识别", by_none: "未对应", by_personal: "不读取", by_person: "人工指定", changed: "已更改",
    unused: "— 不读取 —", required: "必需", nothingSampled: "（空）", remember: "记住这样的对应，供同样表头的工作簿使用",
    changes: "{count} 处更改，应用后重新试算", apply: "应用并重新试算", discard: "放弃更改",
    reading: "正在读取", readingHint: "读完后，这里说明各列怎样对应，并给出试算结果。", refusedHint: "台账没有改动。请改正文件后重新载入。", cancelled: "读取已取消", cancelledHint: "台账没有改动。需要时可以重新载入。",
    withdrawn: "已撤回", withdrawnHint: "文件已删除，台账没有改动。",
  },
  trial: {
    title: "试算结果", loaded: "入库结果", none: "还没有试算", noneHint: "补齐缺少的列后自动试算。", running: "正在试算", runningHint: "读完后，这里列出每一行的去向，合计等于总行数。", total: "合计", accepted: "写入台账的 {count} 行", new: "新增", corrected: "更正", unchanged: "不变",
    correctedHint: "同一条记录的内容有变，旧的内容仍可查到", unchangedHint: "与台账相同，不重复写入", reviewHint: "入库后在“待核实”中决定", load: "入库", loadCount: "入库 {count} 行", nothing: "没有可以入库的行", loading: "正在入库", loadingHint: "完成前台账不变；中断则保持原样。",
    done: "已入库", doneHint: "所有打开的页面已跟随更新。", nothingNew: "与台账完全相同，没有产生新的更新", toReview: "去核实 {count} 条", waitingNone: "这份工作簿没有待核实的记录了",
    rejected: "退回的行", rejectedMore: "这里列出前 {shown} 行，共退回 {count} 行；下载的文件包含全部。", download: "下载退回的行", downloadHint: "保留原有表头并附原因，改正后可直接重新载入", row: "行", sheet: "工作表", cell: "列", reason: "原因", noneRejected: "没有退回的行", rejectedLater: "入库后可下载退回的行及原因，改正后重新载入。",
  },
  review: {
    title: "待核实", list: "待核实的记录，按件数排列", count: "{groups} 组 · {rows} 条", all: "全部类型", allStreets: "全部街乡", byKind: "按记录类型", byStreet: "按街乡", loading: "正在读取待核实的记录",
    none: "没有待核实的记录", noneHint: "所有记录都已落到物业区域。新的工作簿入库后，拿不准的会列在这里。", noMatch: "符合条件的记录都已核实", showAll: "显示全部 {groups} 组", rows: "{count} 条", bare: "（没有名称和地址）",
    newest: "最近 {date}", case: "当前记录", said: "记录写的是", why: "原因", candidates: "可能的区域", noCandidates: "没有找到可能的区域", noCandidatesHint: "按 / 搜索，或在地图上点选一个区域。", records: "这一组的记录", recordsMore: "列出 {shown} 条，共 {count} 条",
    confidence: "可信度", accept: "归入此区", acceptOf: "归入 {name}", picked: "另选的区域", pickedBy: "由您在搜索或地图中选出", unpick: "取消另选", near: "{percent} %",
    elsewhere: "不在本区", unplaceable: "无法落图", alias: "建立别名", search: "按名称另找区域", undo: "撤销", keys: "快捷键", previous: "上一组", next: "下一组", readOnly: "当前账号只能查看，由数据人员或街乡账号决定。",
    reload: "名单有更新", position: "{at} / {of}", loadingOne: "正在读取依据", gone: "此组刚由他人处理", failed: "没有成功：{what}", retryHint: "已放回原处，可以再试。", map: "候选区域地图", mapLabel: "候选区域地图，编号与列表一致；列表中有同样内容", legendCandidate: "候选区域", legendPoint: "记录写的位置", legendPicked: "另选的区域", mapHint: "点选其他区域可另选", noMap: "没有候选区域和位置可以显示",
  },
  done: {
    zone: "“{said}”已归入 {zone}（{rows} 条）", elsewhere: "“{said}”记为不在本区（{rows} 条）", unplaceable: "“{said}”记为无法落图（{rows} 条）", also: "，别名另解决 {count} 组 {rows} 条", undone: "已撤销：“{said}”重新待核实", nothing: "没有可以撤销的决定", undoing: "正在撤销…",
  },
  by: {
    conflict: "各项依据互相矛盾，须由人判断", none: "没有足以自动归入的依据", fuzzy: "名称只是相近，不能自动归入", name: "同一名称对应多个区域", alias: "同一别名对应多个区域", code: "编码所指的区域已经调整", point: "位置靠近边界，或坐标来历不明", address: "地址对应多个区域，或门牌不在已知范围", decided: "先前的决定已不适用", other: "依据不足，须由人判断",
  },
  candidateBy: { code: "编码", name: "名称", alias: "别名", point: "位置", address: "地址", fuzzy: "名称相近", decided: "先前决定", conflict: "依据不一致", none: "其他" },
  said: {
    zone_code: "区域编码", zone_name: "小区名称", address: "地址", street_name: "街乡", community: "社区", district: "所属区", lon: "经度", lat: "纬度", point_crs: "坐标系", geocoder_level: "定位精度", point: "坐标",
  },
  verdict: { zone: "归入", elsewhere: "不在本区", unplaceable: "无法落图" },
  help: {
    title: "快捷键", text: "双手不离键盘，几秒一组。", next: "下一组", previous: "上一组", choose: "归入第 1–5 个候选区域", accept: "归入最可能的区域（可信度不低于 10 %），或另选的区域", search: "按名称另找区域", alias: "归入并建立别名", elsewhere: "不在本区", unplaceable: "都不是，无法落图", undo: "撤销上一个决定", keys: "显示快捷键",
  },
  alias: {
    title: "归入并建立别名", text: "以后写成这个名称的记录自动归入所选区域。", name: "别名", nameMissing: "请写明别名（至少两个字）。", zone: "所指区域", scope: "适用范围", district: "全区", street: "仅 {street}", streetUnknown: "仅所在街乡", source: "仅同一来源的工作簿",
    districtHint: "任何工作簿里写成这样都归入", streetHint: "只在记录写明这个街乡时归入", sourceHint: "只在同一来源交来的工作簿里归入",
    preview: "除本组 {rows} 条外", also: "还会归入 {groups} 组 {rows} 条", alsoNone: "不影响其他记录", previewing: "正在试算影响…", more: "另有 {count} 组", replaced: "替换该区域的旧记录 {rows} 条，旧的内容仍可查到。", submit: "归入并建立", none: "先选一个候选区域，或另找区域。",
  },
  decisions: {
    title: "决定", text: "谁在什么时候决定了什么；任何决定都可以撤销，撤销后相关记录按未决定时重新匹配。", none: "还没有决定", noneHint: "在“待核实”中做出的决定列在这里。", when: "时间", who: "决定人", said: "记录写的是", verdict: "决定", alias: "别名", rows: "条数", undo: "撤销", undoOf: "撤销对“{said}”的决定",
    undoTitle: "撤销这个决定", undoText: "“{said}”的 {rows} 条记录重新匹配；随它建立的别名一并撤回。决定本身留在历史中。", undone: "{who} 于 {when} 撤销", state: "状态", inForce: "有效", latest: "列出最近 {count} 个决定",
  },
  aliases: {
    title: "别名", text: "核实时给区域起的别名，只在其范围内生效。撤回后，靠它归入的记录重新匹配。", none: "还没有别名", noneHint: "核实时按 A，可以把记录的写法设为区域的别名。", name: "别名", zone: "区域", scope: "范围", who: "建立人", when: "时间", withdraw: "撤回", withdrawOf: "撤回别名“{name}”",
    withdrawTitle: "撤回这个别名", withdrawText: "靠“{name}”归入 {zone} 的记录重新匹配；匹配不上的回到“待核实”。", scope_district: "全区", scope_street: "仅 {where}", scope_source: "来源 {where}", filter: "筛选别名或区域",
  },
  mappings: {
    title: "列对应", text: "人工指明过的列对应关系，供同样表头的工作簿沿用。要改一处，在下一份工作簿中改正并记住即可。", none: "还没有记住的列对应", noneHint: "载入工作簿时改正列的对应并勾选“记住”，就列在这里。", kind: "记录类型", source: "来源", columns: "列的对应", who: "指明人", when: "时间",
    noSource: "未注明来源", unread: "不读取", forget: "忘掉", forgetOf: "忘掉 {kind}（{source}）的列对应", forgetTitle: "忘掉这项列对应", forgetText: "{kind}（{source}）：下一份同样表头的工作簿按列名重新判读。已入库的记录不变。",
  },
  changes: {
    title: "落图变化", text: "边界发布、回退或重新匹配之后，哪些记录换了区域。依据随每条记录保存，可以反复重算。", release: "第 {release} 版边界", revision: "第 {revision} 次更新", since: "范围", latest: "最近一次", gained: "新落图", lost: "失去区域", moved: "换了区域", unchanged: "不变",
    gainedHint: "原先没有区域，现在有了", lostHint: "原先的区域已不适用，回到待核实", movedHint: "从一个区域换到另一个", none: "没有记录换过区域", noneHint: "发布新的边界后，受影响的记录会重新匹配，变化列在这里。", kind: "类型", record: "记录", from: "原来", to: "现在", nowhere: "无区域",
    rematch: "重新匹配全部记录", rematchTitle: "重新匹配全部记录", rematchText: "按现行边界、别名和决定重新匹配全部记录，成为一次更新。地图和台账随后更新。", rematchSubmit: "重新匹配", running: "正在重新匹配", more: "正在读取更多",
  },
}
