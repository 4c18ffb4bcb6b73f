/** Words of looking at another time, in both languages. */
export const asOfZh = {
  open: "查看某一天", title: "查看某一天的地图", day: "日期", submit: "查看", now: "回到现在", close: "关闭",
  known: "按当天所示", knownHint: "当天已发布的边界、已载入的数据和算出的指标。", valid: "按当天的实际边界",
  validHint: "按现有测绘资料，当天实际的街乡和区域边界；数据仍为最新。", opened: "第一版边界发布于 {date}，此前没有当天所示的地图。",
  isKnown: "截至 {when}", isValid: "{when} 的实际边界", release: "第 {release} 版边界", records: "数据截至 {date}", recordsNow: "数据为最新（截至 {date}）",
  noRecords: "当时还没有数据", turning: "正在读取 {when} 的地图…", failed: "无法显示 {when}：{why}", nowShown: "现在显示的是最新地图。",
}

export const asOfEn: typeof asOfZh = {
  open: "Look at a day", title: "The map of a day", day: "Day", submit: "Show", now: "Back to now", close: "Close",
  known: "As it was shown that day", knownHint: "The boundaries published, the records loaded and the figures counted by that day.", valid: "The boundaries of that day",
  validHint: "Streets and zones as they were on the ground, by the surveys known today; the records are the newest.", opened: "The first boundaries were published on {date}; nothing was shown before.",
  isKnown: "As of {when}", isValid: "Boundaries of {when}", release: "release {release}", records: "records to {date}", recordsNow: "newest records (to {date})",
  noRecords: "no records then", turning: "Reading the map of {when}…", failed: "{when} cannot be shown: {why}", nowShown: "The newest map is shown.",
}
