#include "ui/panels/runs/run_table.h"

#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>

namespace zscape {
namespace {

/// At a font of 13 px.
struct RunTableMeasures {
    static constexpr int kInset = 6, kTextAt = 22, kEdge = 8, kGap = 8;
    static constexpr int kLoss = 46, kSteps = 52, kTime = 72, kLeastName = 80;
    static constexpr double kNoteShare = 0.36;  ///< of what the numbers leave
};

}  // namespace

RunColumns RunColumns::in(const QRect& row, int indent) {
    using In = RunTableMeasures;
    const Metrics& m = metrics();
    const int left = row.left() + m.px(In::kTextAt), right = row.right() - m.px(In::kEdge);
    const int numbers = m.px(2 * In::kLoss + In::kSteps + In::kTime + 5 * In::kGap), rest = right - left - numbers;
    const int name = std::max(m.px(In::kLeastName), static_cast<int>(rest * (1 - In::kNoteShare)));
    RunColumns columns;
    int at = left;
    const auto next = [&](int width) {
        const QRect column(at, row.top(), width, row.height());
        at += width + m.px(In::kGap);
        return column;
    };
    columns.name = next(name).adjusted(indent, 0, 0, 0);
    columns.best = next(m.px(In::kLoss));
    columns.last = next(m.px(In::kLoss));
    columns.steps = next(m.px(In::kSteps));
    columns.time = next(m.px(In::kTime));
    columns.note = next(std::max(0, right - at));
    return columns;
}

RunTableHead::RunTableHead(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize RunTableHead::sizeHint() const { return {0, metrics().px(24)}; }

void RunTableHead::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    const RunColumns columns =
        RunColumns::in(rect().adjusted(m.px(RunTableMeasures::kInset), 0, -m.px(RunTableMeasures::kInset), 0));
    QPainter painter(this);
    painter.setFont(noteFont());
    painter.setPen(tokens().text2);
    const auto put = [&](const QRect& column, Qt::Alignment side, const QString& title) {
        painter.drawText(column, static_cast<int>(side | Qt::AlignVCenter),
                         painter.fontMetrics().elidedText(title, Qt::ElideRight, column.width()));
    };
    put(columns.name, Qt::AlignLeft, tr("Run"));
    put(columns.best, Qt::AlignRight, tr("Best"));
    put(columns.last, Qt::AlignRight, tr("Last"));
    put(columns.steps, Qt::AlignRight, tr("Steps"));
    put(columns.time, Qt::AlignRight, tr("Time"));
    put(columns.note, Qt::AlignLeft, tr("Note"));
}

}  // namespace zscape
