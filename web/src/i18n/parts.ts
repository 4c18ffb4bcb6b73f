/** Words of the parts that all desks share, in both languages. */
export const partsZh = {
  pages: "页面", close: "关闭", cancel: "取消", back: "上一步", next: "下一步", loading: "正在读取", lost: "连接中断，正在重新连接…",
  fold: "收起列表", unfold: "展开列表", sending: "正在上传", sendingOne: "正在上传 {name}", sent: "已上传 {sent} / {total}",
  stop: "停止上传 {name}", forget: "移除 {name}", change: "更改{what}",
  reason: {
    label: "理由", hint: "写入历史，供日后查阅", missing: "请写明理由（至少两个字）。", until: "有效期至（可不填）",
    untilHint: "过期后，同一问题会重新提出。", word: "请输入“{word}”以确认", wordMissing: "请照写“{word}”。",
  },
}

export const partsEn: typeof partsZh = {
  pages: "Pages", close: "Close", cancel: "Cancel", back: "Back", next: "Next", loading: "Reading", lost: "Connection lost, reconnecting…",
  fold: "Fold the list", unfold: "Unfold the list", sending: "Uploading", sendingOne: "Uploading {name}", sent: "{sent} of {total} sent",
  stop: "Stop uploading {name}", forget: "Remove {name}", change: "Change: {what}",
  reason: {
    label: "Reason", hint: "Goes into the history", missing: "Give a reason (two characters at least).", until: "Until (optional)",
    untilHint: "After that day the finding comes up again.", word: "Type “{word}” to confirm", wordMissing: "Type exactly “{word}”.",
  },
}
