#include "ui/panels/runs/run_delegate.h"

#include "ui/panels/loss/compared_run.h"
#include "ui/panels/runs/run_list_model.h"
#include "ui/panels/runs/run_table.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/text/sentence.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/sparkline.h"

#include <QKeyEvent>
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

bool RunDelegate::isOpen(int row) const { return !table_ && (model_->run(row).current || (!low_ && row == chosen_)); }

bool RunDelegate::trains(const RunRow& run) const { return run.trains && model_->training() >= 0; }

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

/// Text of one line after another, in a row.
struct RunDelegate::Pen {
    QPainter* painter = nullptr;
    QRect line;  ///< to the row's right edge

    /// \param room at the right, for what stands there; only of what is aligned left
    void put(const QFont& font, const QColor& ink, QString text, int room, Qt::Alignment side) const {
        putIn(side.testFlag(Qt::AlignLeft) ? line.adjusted(0, 0, -std::min(room, line.width()), 0) : line, font, ink,
              std::move(text), side);
    }
    void putIn(const QRect& place, const QFont& font, const QColor& ink, QString text, Qt::Alignment side) const {
        painter->setFont(font);
        painter->setPen(ink);
        text = QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width());
        painter->drawText(place, static_cast<int>(side | Qt::AlignVCenter), text);
    }
};

QColor RunDelegate::colourOf(const RunRow& run, const QColor& none) const {
    const int place = model_->colour(run.id);
    return run.current ? tokens().text : place >= 0 ? comparedColour(place) : none;
}

void RunDelegate::paintGround(QPainter* painter, const QRect& card, const RunRow& run, bool chosen, bool over,
                              bool focused) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    painter->setPen(Qt::NoPen);
    if (chosen || run.current || over) {
        painter->setBrush(chosen && !run.current ? mixed(t.panel, t.accent, 0.22)
                          : run.current          ? t.hovered(t.panel)
                                                 : mixed(t.panel, t.text, 0.04));
        painter->drawRoundedRect(card, m.controlRadius(), m.controlRadius());
    }
    if (run.current) {
        painter->setBrush(t.accent);
        painter->drawRect(QRect(card.left(), card.top() + m.px(2), m.px(3), card.height() - m.px(4)));
    }
    if (chosen && focused) {
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), m.controlRadius(), m.controlRadius());
    }
}

void RunDelegate::paintDot(QPainter* painter, const QRect& place, int row) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    const RunRow& run = model_->run(row);
    const QRect dot = dotIn(place, row);
    if (model_->depth(row) > 0) {
        // From the dot of the run above to this one's.
        painter->setPen(QPen(t.edge, 1));
        painter->setBrush(Qt::NoBrush);
        const int x = dot.center().x() - m.px(kIndent), y = dot.center().y();
        QPainterPath bend(QPointF(x + 0.5, place.top()));
        bend.lineTo(x + 0.5, y - m.px(4));
        bend.quadTo(x + 0.5, y + 0.5, x + m.px(5), y + 0.5);
        painter->drawPath(bend);
    }
    const QColor colour = trains(run) ? t.warn : colourOf(run, t.text3);
    painter->setPen(QPen(colour, 1.4));
    painter->setBrush(run.current || model_->colour(run.id) >= 0 ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter->drawEllipse(QRectF(dot).adjusted(0.7, 0.7, -0.7, -0.7));
}

void RunDelegate::paintMenu(QPainter* painter, const QRect& place) const {
    const Metrics& m = metrics();
    const QRect menu = menuIn(place);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tokens().raised);
    painter->drawRoundedRect(menu, m.controlRadius(), m.controlRadius());
    painter->drawPixmap(
        menu.center().x() - m.px(8) + 1, menu.center().y() - m.px(8) + 1,
        iconPixmap(QStringLiteral("more"), tokens().text, m.px(16), painter->device()->devicePixelRatioF()));
}

void RunDelegate::paintBar(QPainter* painter, const QRect& card, int left, int right) const {
    const Metrics& m = metrics();
    QRectF bar(left, card.bottom() - m.px(5), right - left, m.px(4));
    painter->setPen(Qt::NoPen);
    painter->setBrush(tokens().line);
    painter->drawRoundedRect(bar, m.px(2), m.px(2));
    bar.setWidth(bar.width() * std::clamp(model_->training(), 0.0, 1.0));
    painter->setBrush(tokens().accent);
    painter->drawRoundedRect(bar, m.px(2), m.px(2));
}

void RunDelegate::paintNoteIcon(QPainter* painter, QPoint corner) const {
    const Metrics& m = metrics();
    painter->drawPixmap(
        corner.x(), corner.y() + (m.px(kLine) - m.px(12)) / 2,
        iconPixmap(QStringLiteral("note"), tokens().text2, m.px(12), painter->device()->devicePixelRatioF()));
}

void RunDelegate::paintLines(QPainter* painter, const QRect& card, int row, bool hidden) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    const RunRow& run = model_->run(row);
    const QFont nameFont = run.current ? titleFont() : bodyFont(), small = noteFont();
    const auto wide = [](const QFont& font, const QString& text) {
        return text.isEmpty() ? 0 : QFontMetrics(font).horizontalAdvance(text) + metrics().px(8);
    };
    const int left = card.left() + m.px(kTextAt - kInset + kLeft - 2 + kIndent * model_->depth(row));
    Pen pen{painter, QRect(QPoint(left, card.top() + m.px(kTop)), QSize(0, m.px(kLine)))};
    pen.line.setRight(card.right() - m.px(8));
    bool comparable = false;
    const QString best = lossText(run.best, run, model_->shared(), comparable);
    pen.put(nameFont, comparable ? t.text : t.text2, best, 0, Qt::AlignRight);
    pen.put(nameFont, t.text, nameOf(run), wide(nameFont, best), Qt::AlignLeft);

    pen.line.translate(0, m.px(kLine));
    const QString progress = progressText(run);
    const bool waits = run.step <= 0 && !isOpen(row);
    pen.put(small, t.text2, model_->differences(row),
            waits                  ? wide(small, progress)
            : run.curve.size() < 2 ? 0
                                   : m.px(kCurveWidth + 8),
            Qt::AlignLeft);
    if (waits) pen.put(small, t.text2, progress, 0, Qt::AlignRight);
    paintSparkline(*painter,
                   QRect(pen.line.right() - m.px(kCurveWidth), pen.line.top() + (m.px(kLine) - m.px(kCurveHeight)) / 2,
                         m.px(kCurveWidth), m.px(kCurveHeight)),
                   run.curve, colourOf(run, t.text2));
    if (!isOpen(row)) return;

    pen.line.translate(0, m.px(kLine));
    QString last;
    if (run.last && run.best && run.last->step != run.best->step)
        last = tr("last %1").arg(lossText(run.last, run, model_->shared(), comparable));
    const bool lastLine = lines(row) == 3, showLast = !(lastLine && hidden);
    pen.put(small, t.text2, progress, showLast ? wide(small, last) : m.px(34), Qt::AlignLeft);
    if (showLast) pen.put(small, t.text2, last, 0, Qt::AlignRight);
    if (lastLine) return;

    pen.line.translate(0, m.px(kLine));
    paintNoteIcon(painter, pen.line.topLeft());
    pen.line.setLeft(pen.line.left() + m.px(18));
    pen.put(small, t.text, QString::fromStdString(run.note).simplified(), hidden ? m.px(34) : 0, Qt::AlignLeft);
}

void RunDelegate::paintColumns(QPainter* painter, const QRect& card, int row, bool hidden) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    const RunRow& run = model_->run(row);
    const QFont nameFont = run.current ? titleFont() : bodyFont(), small = noteFont();
    const RunColumns columns = RunColumns::in(card, m.px(kIndent * model_->depth(row)));
    const Pen pen{painter, {}};
    const auto line = [&](QRect column, int which) {
        return QRect(column.left(), card.top() + m.px(kTop + kLine * which), column.width(), m.px(kLine));
    };
    bool comparable = false;
    const QString best = lossText(run.best, run, model_->shared(), comparable);
    const QColor ink = comparable ? t.text : t.text2;
    pen.putIn(line(columns.name, 0), nameFont, t.text, nameOf(run), Qt::AlignLeft);
    pen.putIn(line(columns.best, 0), nameFont, ink, best, Qt::AlignRight);
    pen.putIn(line(columns.last, 0), small, t.text2, lossText(run.last, run, model_->shared(), comparable),
              Qt::AlignRight);
    if (run.step > 0) {
        pen.putIn(line(columns.steps, 0), small, t.text2, QLocale().toString(static_cast<qlonglong>(run.step)),
                  Qt::AlignRight);
        pen.putIn(line(columns.time, 0), small, t.text2, durationText(run.seconds), Qt::AlignRight);
    } else {
        pen.putIn(line(columns.steps.united(columns.time), 0), small, t.text2, progressText(run), Qt::AlignRight);
    }
    QRect beneath = line(columns.name.united(columns.time), 1);
    const QRect curve(beneath.right() - m.px(kCurveWidth), beneath.top() + (m.px(kLine) - m.px(kCurveHeight)) / 2,
                      m.px(kCurveWidth), m.px(kCurveHeight));
    paintSparkline(*painter, curve, run.curve, colourOf(run, t.text2));
    if (run.curve.size() > 1) beneath.setRight(curve.left() - m.px(8));
    pen.putIn(beneath, small, t.text2, model_->differences(row), Qt::AlignLeft);
    if (run.note.empty()) return;
    paintNoteIcon(painter, line(columns.note, 0).topLeft());
    // Two lines of it: what does not fit is in the tooltip.
    QRect first = line(columns.note, 0).adjusted(m.px(18), 0, 0, 0), second = line(columns.note, 1);
    if (hidden) second.setRight(second.right() - m.px(34));
    QString rest = QString::fromStdString(run.note).simplified(), fits;
    const QFontMetrics font(small);
    while (!rest.isEmpty()) {
        const qsizetype blank = rest.indexOf(QLatin1Char(' '));
        const QString word = blank < 0 ? rest : rest.left(blank + 1);
        if (font.horizontalAdvance(fits + word.trimmed()) > first.width()) break;
        fits += word;
        rest.remove(0, word.size());
    }
    const bool wholeWords = !fits.isEmpty();
    pen.putIn(first, small, t.text, wholeWords ? fits.trimmed() : rest, Qt::AlignLeft);
    if (wholeWords) pen.putIn(second, small, t.text, rest, Qt::AlignLeft);
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Metrics& m = metrics();
    const int row = index.row();
    const RunRow& run = model_->run(row);
    const bool over = option.state & QStyle::State_MouseOver, chosen = row == chosen_;
    const QRect card = option.rect.adjusted(m.px(kInset), 0, -m.px(kInset), 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintGround(painter, card, run, chosen, over, option.state & QStyle::State_HasFocus);
    paintDot(painter, option.rect, row);
    const bool hidden = over || chosen;  // the menu's button stands there
    if (table_) paintColumns(painter, card, row, hidden);
    else paintLines(painter, card, row, hidden);
    if (hidden) paintMenu(painter, option.rect);
    if (trains(run))
        paintBar(painter, card, card.left() + m.px(kTextAt - kInset + kLeft - 2 + kIndent * model_->depth(row)),
                 card.right() - m.px(8));
    painter->restore();
}

QWidget* RunDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
    auto* editor = new QLineEdit(parent);
    const bool names = model_->edited() == RunListModel::Field::Name;
    editor->setAccessibleName(names ? tr("Name of the run") : tr("Note about the run"));
    if (names) editor->setPlaceholderText(wordsOf(model_->run(index.row()).title));
    else editor->setPlaceholderText(tr("A note about this run"));
    constexpr int kLongestName = 60, kLongestNote = 400;
    editor->setMaxLength(names ? kLongestName : kLongestNote);
    return editor;
}

// Qt's own would open the editor of the next run, and that of the last one for ever.
bool RunDelegate::eventFilter(QObject* editor, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Tab || key == Qt::Key_Backtab) {
            auto* const line = static_cast<QWidget*>(editor);
            Q_EMIT commitData(line);
            Q_EMIT closeEditor(line);
            return true;
        }
    }
    return QStyledItemDelegate::eventFilter(editor, event);
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
    if (table_) {
        const QRect card = option.rect.adjusted(m.px(kInset), 0, -m.px(kInset), 0);
        const RunColumns columns = RunColumns::in(card, m.px(kIndent * model_->depth(index.row())));
        const QRect column = names ? columns.name : columns.note;
        editor->setGeometry(column.left() - m.px(4), option.rect.top() + m.px(2), column.width() + m.px(8), height);
        return;
    }
    const int top = names ? option.rect.top() + m.px(2) : option.rect.bottom() - height - m.px(2);
    editor->setGeometry(left, top, option.rect.right() - m.px(10) - left, height);
}

}  // namespace zscape
