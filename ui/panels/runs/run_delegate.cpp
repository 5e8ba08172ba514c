#include "ui/panels/runs/run_delegate.h"

#include "ui/panels/loss/compared_run.h"
#include "ui/panels/runs/run_list_model.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/sparkline.h"

#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

constexpr int kInset = 6, kLeft = 8, kDot = 10, kTextAt = 28, kIndent = 16, kLine = 20, kTop = 6;
constexpr int kCurveWidth = 56, kCurveHeight = 15;

QString lossText(const std::optional<HeldOutLoss>& loss, const RunRow& run, const std::vector<std::string>& shared,
                 bool& comparable) {
    comparable = false;
    if (!loss) return {};
    std::optional<double> value = lossOn(run, *loss, shared);
    comparable = value.has_value();
    if (!value) value = lossOn(run, *loss, {});
    return value ? QLocale().toString(*value, 'f', 1) : QString();
}

}  // namespace

RunDelegate::RunDelegate(RunListModel* model, QObject* parent) : QStyledItemDelegate(parent), model_(model) {}

bool RunDelegate::isOpen(int row) const { return model_->run(row).current || (!narrow_ && row == chosen_); }

int RunDelegate::lines(int row) const {
    const RunRow& run = model_->run(row);
    if (!isOpen(row)) return 2;
    return run.current && !run.note.empty() ? 4 : 3;
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const Metrics& m = metrics();
    return {m.px(120), m.px(2 * kTop + kLine * lines(index.row()))};
}

QRect RunDelegate::dotIn(const QRect& row, int index) const {
    const Metrics& m = metrics();
    const int left = row.left() + m.px(kInset + kLeft + kIndent * model_->depth(index));
    return {left, row.top() + m.px(kTop) + (m.px(kLine) - m.px(kDot)) / 2, m.px(kDot), m.px(kDot)};
}

QRect RunDelegate::menuIn(const QRect& row) const {
    const Metrics& m = metrics();
    return {row.right() - m.px(kInset + 4 + 28), row.bottom() - m.px(4 + 22), m.px(28), m.px(22)};
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    const int row = index.row();
    const RunRow& run = model_->run(row);
    const bool over = option.state & QStyle::State_MouseOver, chosen = row == chosen_;
    const QRect card = option.rect.adjusted(m.px(kInset), 0, -m.px(kInset), 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chosen || run.current || over) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(chosen && !run.current ? mixed(t.panel, t.accent, 0.22)
                          : run.current          ? t.hovered(t.panel)
                                                 : mixed(t.panel, t.text, 0.04));
        painter->drawRoundedRect(card, m.controlRadius(), m.controlRadius());
    }
    if (run.current) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.accent);
        painter->drawRect(QRect(card.left(), card.top() + m.px(2), m.px(3), card.height() - m.px(4)));
    }
    if (chosen && option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), m.controlRadius(), m.controlRadius());
    }
    const QRect dot = dotIn(option.rect, row);
    if (model_->depth(row) > 0) {
        // From the dot of the run above to this one's.
        painter->setPen(QPen(t.edge, 1));
        painter->setBrush(Qt::NoBrush);
        const int x = dot.center().x() - m.px(kIndent), y = dot.center().y();
        QPainterPath bend(QPointF(x + 0.5, option.rect.top()));
        bend.lineTo(x + 0.5, y - m.px(4));
        bend.quadTo(x + 0.5, y + 0.5, x + m.px(5), y + 0.5);
        painter->drawPath(bend);
    }
    const int colourPlace = model_->colour(run.id);
    const bool trains = run.trains && model_->training() >= 0;
    const QColor colour = trains             ? t.warn
                          : run.current      ? t.text
                          : colourPlace >= 0 ? comparedColour(colourPlace)
                                             : t.text3;
    painter->setPen(QPen(colour, 1.4));
    painter->setBrush(run.current || colourPlace >= 0 ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter->drawEllipse(QRectF(dot).adjusted(0.7, 0.7, -0.7, -0.7));

    QRect line(card.left() + m.px(kTextAt - kInset + kLeft - 2 + kIndent * model_->depth(row)), card.top() + m.px(kTop),
               0, m.px(kLine));
    line.setRight(card.right() - m.px(8));
    const int right = line.right();
    bool comparable = false;
    const QString best = lossText(run.best, run, model_->shared(), comparable);
    const QFont nameFont = run.current ? titleFont() : bodyFont();
    painter->setFont(nameFont);
    painter->setPen(comparable ? t.text : t.text2);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, best);
    const int bestWidth = best.isEmpty() ? 0 : QFontMetrics(nameFont).horizontalAdvance(best) + m.px(8);
    const auto put = [&](const QFont& font, const QColor& ink, QString text, int room, Qt::Alignment alignment) {
        painter->setFont(font);
        painter->setPen(ink);
        QRect place = line;
        if (alignment & Qt::AlignLeft) place.setRight(std::max(line.left(), right - room));
        text = QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width());
        painter->drawText(place, alignment | Qt::AlignVCenter, text);
    };
    put(nameFont, t.text, nameOf(run), bestWidth, Qt::AlignLeft);
    line.translate(0, m.px(kLine));
    const QFont small = noteFont();
    const bool untrained = run.step <= 0;
    const QString waits = progressText(run);
    const int curveRoom = m.px(kCurveWidth + 8);
    put(small, t.text2, differenceText(run),
        untrained && !isOpen(row) ? QFontMetrics(small).horizontalAdvance(waits) + m.px(8)
        : run.curve.size() < 2    ? 0
                                  : curveRoom,
        Qt::AlignLeft);
    if (untrained && !isOpen(row)) put(small, t.text2, waits, 0, Qt::AlignRight);
    paintSparkline(*painter,
                   QRect(right - m.px(kCurveWidth), line.top() + (m.px(kLine) - m.px(kCurveHeight)) / 2,
                         m.px(kCurveWidth), m.px(kCurveHeight)),
                   run.curve,
                   run.current        ? t.text
                   : colourPlace >= 0 ? comparedColour(colourPlace)
                                      : t.text2);
    if (isOpen(row)) {
        line.translate(0, m.px(kLine));
        const bool hidden = over || chosen;  // the menu's button stands there
        QString last;
        if (run.last && run.best && run.last->step != run.best->step)
            last = tr("last %1").arg(lossText(run.last, run, model_->shared(), comparable));
        const bool lastLine = lines(row) == 3;
        const bool showLast = !(lastLine && hidden);
        put(small, t.text2, waits,
            showLast && !last.isEmpty() ? QFontMetrics(small).horizontalAdvance(last) + m.px(8)
            : lastLine && hidden        ? m.px(34)
                                        : 0,
            Qt::AlignLeft);
        if (showLast) put(small, t.text2, last, 0, Qt::AlignRight);
        if (!lastLine) {
            line.translate(0, m.px(kLine));
            painter->drawPixmap(
                line.left(), line.top() + (m.px(kLine) - m.px(12)) / 2,
                iconPixmap(QStringLiteral("note"), t.text2, m.px(12), painter->device()->devicePixelRatioF()));
            line.setLeft(line.left() + m.px(18));
            put(small, t.text, QString::fromStdString(run.note).simplified(), hidden ? m.px(34) : 0, Qt::AlignLeft);
        }
    }
    if (over || chosen) {
        const QRect menu = menuIn(option.rect);
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.raised);
        painter->drawRoundedRect(menu, m.controlRadius(), m.controlRadius());
        painter->drawPixmap(
            menu.center().x() - m.px(8) + 1, menu.center().y() - m.px(8) + 1,
            iconPixmap(QStringLiteral("more"), t.text, m.px(16), painter->device()->devicePixelRatioF()));
    }
    if (trains) {
        QRectF bar(line.left(), card.bottom() - m.px(5), right - line.left(), m.px(4));
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.line);
        painter->drawRoundedRect(bar, m.px(2), m.px(2));
        bar.setWidth(bar.width() * std::clamp(model_->training(), 0.0, 1.0));
        painter->setBrush(t.accent);
        painter->drawRoundedRect(bar, m.px(2), m.px(2));
    }
    painter->restore();
}

QWidget* RunDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
    auto* editor = new QLineEdit(parent);
    const bool names = model_->edited() == RunListModel::Field::Name;
    editor->setAccessibleName(names ? tr("Name of the run") : tr("Note about the run"));
    if (names) editor->setPlaceholderText(QString::fromStdString(model_->run(index.row()).title));
    else editor->setPlaceholderText(tr("A note about this run"));
    constexpr int kLongestName = 60, kLongestNote = 400;
    editor->setMaxLength(names ? kLongestName : kLongestNote);
    return editor;
}

// Numbers change while a run trains: what is being typed stays.
void RunDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    if (const auto* line = qobject_cast<QLineEdit*>(editor); line && line->isModified()) return;
    QStyledItemDelegate::setEditorData(editor, index);
}

void RunDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                       const QModelIndex& index) const {
    const Metrics& m = metrics();
    const QRect dot = dotIn(option.rect, index.row());
    const int height = m.px(24), left = dot.right() + m.px(6);
    const bool names = model_->edited() == RunListModel::Field::Name;
    const int top = names ? option.rect.top() + m.px(2) : option.rect.bottom() - height - m.px(2);
    editor->setGeometry(left, top, option.rect.right() - m.px(10) - left, height);
}

}  // namespace zscape
