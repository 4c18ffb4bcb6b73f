import { asOfZh } from "./asOf"
import { deskMapZh } from "./deskMap"

/** Chinese, the first language. `en.ts` has the same keys, held by its type. */
import { deskZh } from "./desk.zh"
import { partsZh } from "./parts"
import { recordsZh } from "./records.zh"
import { whyZh } from "./why"

export const zh = {
  app: { title: "物业管理一张图", demo: "演示数据", skip: "跳到表格" },
  top: {
    search: "搜索小区、编码或地址", searchKey: "按 / 开始搜索", noHits: "没有找到“{text}”",
    noHitsHint: "可试小区名称、区域编码、别名或地址。", searching: "正在搜索…", matched_code: "编码", matched_alias: "别名",
    matched_address: "地址", kind_street: "街道",
    asOf: "数据截至", language: "语言", appearance: "外观", light: "浅色", dark: "深色", auto: "跟随系统",
    person: "账号", signOut: "退出登录", map: "地图", table: "表格", viewAs: "显示方式",
  },
  role: {
    viewer: "浏览者", street_official: "街乡工作人员", district_official: "区级工作人员", data_staff: "数据人员",
    gis_staff: "地理信息人员", administrator: "管理员", display: "大屏",
  },
  live: { live: "实时", lost: "离线，数据截至 {date}", retry: "正在重新连接…" },
  rail: {
    themes: "主题", legend: "图例", zones: "个区域", total: "合计", clear: "显示全部", noData: "无法计算",
    noDataHint: "户数待核实或不足 {count}", filterHint: "点按类别只看该类",
    waiting: "另有 {count} 件待核实，未计入上表", waitingNone: "全部记录均已落图", elsewhere: "另有 {elsewhere} 件不在本区，未计入上表", waitingAndElsewhere: "另有 {waiting} 件待核实、{elsewhere} 件不在本区，未计入上表",
    perHouseholds: "件 / {count} 户", perArea: "件 / 公顷", window: "{from} 至 {to}", windowLabel: "统计区间",
    streetTint: "街道底色为该街道整体密度",
    definition: "口径", target: "{year} 年目标", missing: "还差 {count} 个达标", reached: "已达标", source: "依据",
    ofDistrict: "全区", complaintsIn: "统计区间内投诉", complaintsRated: "其中户数已知的", households: "户数", open: "展开图例", close: "收起图例",
  },
  map: {
    label: "全区地图，可用方向键移动、加减键缩放；按“表格”查看同样内容的表", zoomIn: "放大", zoomOut: "缩小",
    whole: "全区", noWebgl: "浏览器无法显示地图", noWebglHint: "图形加速（WebGL）不可用。请改用表格，或更换浏览器。",
  },
  time: { label: "统计区间的最后一个月", latest: "回到最新" },
  table: {
    caption: "物业管理区域", code: "编码", name: "名称", street: "街道", class: "类别", households: "户数",
    complaints: "近 12 个月投诉", inPeriod: "区间投诉", density: "每百户", sort: "按{column}排序", empty: "没有符合条件的区域",
    emptyHint: "请取消图例中的筛选。", rows: "共 {count} 个区域", filter: "筛选名称或街道",
  },
  ledger: {
    title: "台账", close: "关闭台账", loading: "正在读取台账", none: "暂无记录", source: "来源", asOf: "截至 {date}",
    sections: "台账目录", more: "再显示 {count} 条", all: "全部 {count} 条", zoom: "定位", missing: "没有这个区域",
    missingHint: "它可能已在新的测绘版本中调整。请用搜索重新查找。", daysLeft: "还有 {days} 天", overdue: "已过 {days} 天",
    today: "今天到期", people: "人", yuan: "元", households: "户", buildings: "栋", hectares: "公顷", year: "年",
    squareMetres: "m²", feeUnit: "元 / m²·月", old: "老旧小区", notOld: "否", yes: "是", unknown: "待核实",
    basics: {
      title: "基本情况", code: "区域编码", aliases: "别名", former: "曾用名", street: "街道（地区）", community: "社区", address: "地址",
      kind: "小区类型", old: "老旧小区", built: "建成年份", households: "户数", buildings: "楼栋数", floorArea: "建筑面积",
      area: "区域面积", version: "边界版本", surveyed: "测绘日期", survey: "测绘文件", release: "第 {release} 版",
    },
    service: {
      title: "物业服务", mode: "服务方式", firm: "服务企业", uscc: "统一社会信用代码", stage: "合同阶段", starts: "合同开始",
      ends: "合同到期", fee: "物业费",
    },
    committee: {
      title: "业主组织", kind: "组织类型", status: "状态", ground: "组建情形", formed: "成立日期", filed: "备案日期",
      filingNo: "备案号", term: "任期届满", members: "成员",
    },
    party: { title: "党组织", committee: "业委会（物管会）党组织", firm: "服务企业党组织", estate: "小区党组织" },
    fund: {
      title: "专项维修资金", setUp: "是否建立", custody: "管理方式", raised: "首期归集", balance: "余额", share: "为首期的 {percent}%",
      low: "余额不足", counted: "余额日期", replenishment: "补建、续筹", replenishedOn: "补建续筹日期", replenished: "补建续筹金额",
    },
    complaints: {
      title: "12345 诉求", total: "累计", last12: "近 12 个月", per100: "每百户", byMonth: "逐月件数", byCategory: "诉求类别",
      topics: "每月一题", resolved: "解决率", satisfied: "满意率", recent: "诉求记录",
      resolvedYes: "已解决", resolvedNo: "未解决", filtered: "{what}：{count} 件", clear: "取消筛选", basis: "按 {count} 户",
      items: "件", supervised: "督办", deadline: "时限 {date}", host: "承办 {unit}",
    },
    enforcement: {
      title: "行政执法", total: "执法记录", fined: "罚款", confiscated: "没收", refunded: "退还", involved: "涉及金额",
    },
    ratings: { title: "评价" },
    lists: { title: "榜单与名单", rank: "第 {rank} 名", reward: "奖励 {amount} 元" },
    mediation: { title: "人民调解", total: "调解案件", settled: "达成协议", amount: "涉及金额" },
    sources: { title: "来源与版本", revision: "第 {revision} 次更新" },
  },
  signIn: {
    title: "登录", account: "账号", password: "密码", submit: "登录", busy: "正在登录…",
    failed: "账号或密码不正确", failedHint: "请核对后重试。忘记密码请联系管理员重设。",
    locked: "尝试次数过多，账号已暂时锁定", lockedHint: "请稍后再试，或联系管理员。",
    link: "登录链接无效或已使用", linkHint: "一次性链接只能使用一次。请用账号登录，或请管理员重新生成链接。",
    oneTime: "一次性登录链接", oneTimeText: "启动 onemap 时，终端会显示各角色的一次性登录链接。点开即登录，用过即失效。",
    required: "请填写账号和密码", lead: "一个区的物业管理：地图与台账。",
  },
  empty: {
    title: "还没有边界数据", text: "载入街道和物业管理区域的测绘成果后，这里会出现全区地图。",
    streets: "先载入街道（地区）边界", zones: "再载入物业管理区域边界", records: "然后载入服务、业主组织、诉求和执法记录",
    demo: "或者先看演示区", note: "载入完成后本页自动更新，无需刷新。",
  },
  wall: {
    dataTo: "截至", noData: "无法计算", rates: "覆盖率与目标", missing: "再有 {count} 个达到 {target}%",
    reached: "已达 {target}%，超出 {count} 个", noTarget: "本年无目标", none: "无法计算", change: "上年 {rate}%",
    lagging: "未达标街乡", laggingOf: "{count} / {all}", laggingUnit: "还差（个）", laggingNone: "各街乡均已达到本年目标",
    laggingMore: "另有 {count} 个街乡，共差 {missing} 个",
    trend: "12345 诉求", items: "件", through: "{year}年{from}–{to}月", throughOne: "{year}年{to}月", same: "同比",
    before: "上年同期 {count}", noBefore: "上年同期不全，不作比较", incomplete: "{month} 月未满",
    trendLabel: "{year} 年逐月诉求件数，与上年同月相比",
    zones: "{count} 个区域", paused: "已停留", scene: "图 {index} / {all}", density: "件/{count}户·{months}月", densityArea: "件/公顷·{months}月",
    checkedAt: "{seconds} 秒前核对", lost: "自 {time} 起失去联系，所示为此前数据",
    ageNow: "刚刚核对", ageMinutes: "{count} 分钟前", ageHours: "{count} 小时前", ageDays: "{count} 天前",
    stale: "{time} 起未更新", readable: "本屏文字可读距离 {metres} 米", restoring: "图形环境中断，正在恢复",
    noWebgl: "本机不支持 WebGL，无法显示地图", empty: "还没有边界数据",
    emptyHint: "载入街道和物业管理区域的测绘成果后，本屏自动显示。",
    connecting: "正在连接服务器", connectingHint: "连接后自动显示，无需操作。",
    denied: "此大屏链接无效或已停用", deniedHint: "请管理员在服务器上执行下面的命令，取得新的大屏链接，再用本机浏览器打开：",
  },
  asOf: asOfZh,
  why: whyZh,
  deskMap: deskMapZh,
  desk: deskZh,
  parts: partsZh,
  records: recordsZh,
  error: {
    title: "出错了", retry: "重试", request: "请求编号 {id}", notFound: "没有这个页面", home: "回到地图",
  },
}

export type Messages = typeof zh
