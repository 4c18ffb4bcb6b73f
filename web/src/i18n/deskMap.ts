/** Words of the survey desk's map in both languages. */
export const deskMapZh = {
  label: "测绘对比图，可用方向键移动、加减键缩放；列表中有同样内容", loading: "正在读取变化与检查结果…",
  legend: "图例", oldLine: "现行边界", newLine: "测绘边界", errors: "错误", warnings: "提醒", none: "与现行边界一致，没有变化",
  noPreview: "此测绘尚无预览，仅显示现行边界",
  change: {
    added: "新增", removed: "撤销", reshaped: "形状调整", moved: "整体平移", split: "拆分", merged: "合并",
    code_changed: "编码变更", attributes: "仅属性变更", unchanged: "不变",
  },
  hectares: "公顷", areaNew: "新划", areaGone: "撤销",
  stepper: { label: "检查结果定位", previous: "上一条", next: "下一条", of: "{at} / {of}", all: "共 {of} 条" },
  swipe: { label: "新旧对比分隔线，用左右方向键移动", old: "现行", new: "测绘后" },
  edit: {
    title: "修改边界", kind: "修改什么", kindLocked: "先提交或放弃已有改动，再改另一种边界", hint: "在图上点选要修改的{place}", tools: "工具", vertices: "顶点", split: "拆分", merge: "合并",
    verticesHint: "拖动顶点移动；拖动边上的小点增加顶点；右键点顶点删除。", splitHint: "画一条线穿过所选{place}，双击结束。",
    mergeHint: "点选要并入“{name}”的相邻{place}。", splitFirst: "先点选要拆分的{place}，再画线。", mergeFirst: "先点选要保留的{place}，再点选并入它的相邻{place}。",
    together: "相邻{place}的公共边界一起改", undo: "撤销", redo: "重做", loading: "正在读取精确边界…",
    changed: "改动", nothing: "尚无改动。这里会列出改动的{places}及其面积。", before: "原面积", after: "新面积", isNew: "新增", isGone: "已并入", part: "沿用原{place}的地址、社区等；户数、楼栋数、建筑面积须另行核实，暂留空。", sum: "沿用较大{place}的地址、社区等；户数、楼栋数、建筑面积相加。",
    code: "编码", name: "名称", codeTaken: "编码已被使用", required: "请填写编码和名称", reason: "修改原因", reasonHint: "例如：依据现场复核，调整东侧边界",
    submit: "提交为测绘", submitting: "正在提交…", submitted: "已提交为第 {id} 号测绘，将按同样的检查和发布流程处理。", open: "查看",
    discard: "放弃改动", discardAsk: "放弃全部改动？", keep: "继续修改", show: "定位",
    refusal: {
      crosses: "边界会自相交，已退回", junction: "这是三条边界的交点，不能删除", notThrough: "线没有穿过所选{place}", apart: "两个{places}没有公共边界，不能合并",
    },
    rename: "改编码或名称", done: "完成", total: "面积变化合计",
  },
}

export const deskMapEn: typeof deskMapZh = {
  label: "Map of the survey; arrow keys move it, plus and minus zoom; the lists say the same", loading: "Reading changes and findings…",
  legend: "Legend", oldLine: "In force", newLine: "Survey", errors: "Errors", warnings: "Warnings", none: "Nothing differs from the boundaries in force",
  noPreview: "This survey has no preview yet; the boundaries in force are shown",
  change: {
    added: "Added", removed: "Removed", reshaped: "Reshaped", moved: "Moved", split: "Split", merged: "Merged",
    code_changed: "Code changed", attributes: "Attributes only", unchanged: "Unchanged",
  },
  hectares: "ha", areaNew: "new", areaGone: "removed",
  stepper: { label: "Steps through the findings", previous: "Previous", next: "Next", of: "{at} / {of}", all: "{of} in all" },
  swipe: { label: "Divider between old and new; the left and right arrow keys move it", old: "In force", new: "After the survey" },
  edit: {
    title: "Edit boundaries", kind: "What to edit", kindLocked: "Hand in or discard what was drawn before editing the other kind", hint: "Choose a {place} on the map to edit it", tools: "Tools", vertices: "Vertices", split: "Split", merge: "Merge",
    verticesHint: "Drag a vertex to move it, a small dot to add one; right-click a vertex to delete it.", splitHint: "Draw a line across the chosen {place}; double-click to end it.",
    mergeHint: "Choose the neighbouring {place} to merge into “{name}”.", splitFirst: "First choose the {place} to split, then draw the line.", mergeFirst: "First choose the {place} to keep, then the neighbouring {place} to merge into it.",
    together: "Change the boundary shared with a neighbouring {place} too", undo: "Undo", redo: "Redo", loading: "Reading the exact boundaries…",
    changed: "Changes", nothing: "Nothing changed yet. Changed {places} and their areas will be listed here.", before: "Old area", after: "New area", isNew: "new", isGone: "merged", part: "Keeps the address, community and so on of the {place} that was split; households, buildings and floor area stay empty until they are counted.", sum: "Has the address, community and so on of the larger {place}; households, buildings and floor area are added up.",
    code: "Code", name: "Name", codeTaken: "This code is in use", required: "Give a code and a name", reason: "Reason", reasonHint: "For example: east side adjusted after a visit to the site",
    submit: "Hand in as a survey", submitting: "Handing in…", submitted: "Handed in as survey {id}; it goes through the same checks and publishing.", open: "Open",
    discard: "Discard", discardAsk: "Discard all changes?", keep: "Keep editing", show: "Show",
    refusal: {
      crosses: "The boundary would cross itself; undone", junction: "Three boundaries meet here; this vertex cannot be deleted", notThrough: "The line does not cut through the chosen {place}", apart: "The two {places} share no boundary and cannot be merged",
    },
    rename: "Change code or name", done: "Done", total: "Change of area in all",
  },
}
