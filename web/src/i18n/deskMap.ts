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
    title: "修改边界", hint: "在图上点选要修改的区域", tools: "工具", vertices: "顶点", split: "拆分", merge: "合并",
    verticesHint: "拖动顶点移动；拖动边上的小点增加顶点；右键点顶点删除。", splitHint: "画一条线穿过所选区域，双击结束。",
    mergeHint: "点选要并入“{name}”的相邻区域。", splitFirst: "先点选要拆分的区域，再画线。", mergeFirst: "先点选要保留的区域，再点选并入它的相邻区域。",
    together: "相邻区域的公共边界一起改", undo: "撤销", redo: "重做", chosen: "所选区域", loading: "正在读取精确边界…",
    changed: "改动", nothing: "尚无改动。这里会列出改动的区域及其面积。", before: "原面积", after: "新面积", isNew: "新区域", isGone: "并入他区",
    code: "编码", name: "名称", codeTaken: "编码已被使用", required: "请填写编码和名称", reason: "修改原因", reasonHint: "例如：依据现场复核，调整东侧边界",
    submit: "提交为测绘", submitting: "正在提交…", submitted: "已提交为第 {id} 号测绘，将按同样的检查和发布流程处理。", open: "查看",
    discard: "放弃改动", discardAsk: "放弃全部改动？", keep: "继续修改", show: "定位",
    refusal: {
      crosses: "边界会自相交，已退回", junction: "这是三个区域的交点，不能删除", notThrough: "线没有穿过所选区域", apart: "两个区域没有公共边界，不能合并",
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
    title: "Edit boundaries", hint: "Choose a zone on the map to edit it", tools: "Tools", vertices: "Vertices", split: "Split", merge: "Merge",
    verticesHint: "Drag a vertex to move it, a small dot to add one; right-click a vertex to delete it.", splitHint: "Draw a line across the chosen zone; double-click to end it.",
    mergeHint: "Choose the neighbour to merge into “{name}”.", splitFirst: "First choose the zone to split, then draw the line.", mergeFirst: "First choose the zone to keep, then the neighbour to merge into it.",
    together: "Change neighbours’ shared boundaries too", undo: "Undo", redo: "Redo", chosen: "Chosen zone", loading: "Reading the exact boundaries…",
    changed: "Changes", nothing: "Nothing changed yet. Changed zones and their areas will be listed here.", before: "Old area", after: "New area", isNew: "new zone", isGone: "merged",
    code: "Code", name: "Name", codeTaken: "This code is in use", required: "Give a code and a name", reason: "Reason", reasonHint: "For example: east side adjusted after a visit to the site",
    submit: "Hand in as a survey", submitting: "Handing in…", submitted: "Handed in as survey {id}; it goes through the same checks and publishing.", open: "Open",
    discard: "Discard", discardAsk: "Discard all changes?", keep: "Keep editing", show: "Show",
    refusal: {
      crosses: "The boundary would cross itself; undone", junction: "Three zones meet here; this vertex cannot be deleted", notThrough: "The line does not cut through the chosen zone", apart: "The two zones share no boundary and cannot be merged",
    },
    rename: "Change code or name", done: "Done", total: "Change of area in all",
  },
}
