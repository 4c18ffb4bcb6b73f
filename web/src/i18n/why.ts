/** Words of why a record is in a ledger, and of contesting it, in both languages. */
export const whyZh = {
  ask: "为何归入本区", of: "{record}：为何归入本区", loading: "正在读取依据", confidence: "可信度 {percent} %", said: "记录写的是", bare: "没有写明位置",
  next: "其次可能", nextNone: "没有其他可能的区域", margin: "相差 {percent} 个百分点", contest: "改判…", undo: "由人决定，可在“决定”中撤销", decided: "由人决定",
  title: "改判到哪里", text: "写法相同的记录一并改判，以后的工作簿照此办理。可在“决定”中撤销。", choice: "改判为", toNext: "归入 {name}", other: "归入另一区域", search: "按名称找区域", chosen: "已选 {name}",
  effect: "{rows} 条写法相同的记录随之改判", also: "另有 {rows} 条记录被替换，旧的内容仍可查到", counting: "正在试算影响…", submit: "改判", done: "已改判 {rows} 条记录", doneHint: "台账和地图随后更新。", toDecisions: "查看决定",
}

export const whyEn: typeof whyZh = {
  ask: "Why here", of: "{record}: why here", loading: "Reading the reasons", confidence: "confidence {percent} %", said: "The record says", bare: "Nothing about its place",
  next: "Next likeliest", nextNone: "No other zone is likely", margin: "{percent} points behind", contest: "Contest…", undo: "A person decided; undo it under “Decisions”", decided: "A person decided",
  title: "Where it belongs", text: "All records that say the same move with it, and later workbooks follow. It can be undone under “Decisions”.", choice: "It belongs", toNext: "In {name}", other: "In another zone", search: "Find a zone by name", chosen: "Chosen: {name}",
  effect: "Records that say the same and move with it: {rows}", also: "Records replaced: {rows}; the old content can still be read", counting: "Counting what moves…", submit: "Decide", done: "Records moved: {rows}", doneHint: "The ledger and the map follow at once.", toDecisions: "See the decisions",
}
