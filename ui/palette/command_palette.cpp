#include "ui/palette/command_palette.h"

#include "ui/palette/palette_card.h"
#include "ui/palette/palette_delegate.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/palette_model.h"
#include "ui/palette/palette_source.h"
#include "ui/panels/model/setting_field.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace zscape {

namespace {

QFont queryFont() {
    QFont font = bodyFont();
    if (font.pixelSize() > 0) font.setPixelSize(font.pixelSize() * 4 / 3);
    else font.setPointSizeF(font.pointSizeF() * 4 / 3);
    return font;
}

}  // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QWidget(window),
      model_(new PaletteModel(this)),
      list_(new PaletteList(model_, this)),
      line_(new QLineEdit(this)) {
    hide();
    setAccessibleName(tr("Commands"));
    setContextMenuPolicy(Qt::PreventContextMenu);
    line_->setFrame(false);
    line_->setFont(queryFont());
    line_->setPlaceholderText(tr("Search commands"));
    line_->setAccessibleName(tr("Search commands"));
    line_->installEventFilter(this);
    window->installEventFilter(this);
    connect(line_, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(list_, &PaletteList::pressed, this, &CommandPalette::doIt);
    connect(list_, &PaletteList::changed, this, &CommandPalette::change);
    connect(list_, &PaletteList::leaveWanted, this, &CommandPalette::leaveField);
    connect(list_, &PaletteList::heightChanged, this, &CommandPalette::arrange);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        // Something else of the window was given the focus: a page that opened. The list of a combo box is a window.
        if (isOpen() && now && now->window() == this->window() && !isAncestorOf(now)) {
            focusBefore_ = nullptr;
            dismiss();
        }
    });
}

void CommandPalette::addSource(PaletteSource* source) { sources_.push_back(source); }

void CommandPalette::open() {
    if (isOpen()) return line_->setFocus(Qt::OtherFocusReason);
    focusBefore_ = QApplication::focusWidget();
    line_->clear();
    list_->forgetFields();
    list_->choose(-1);
    setGeometry(parentWidget()->rect());
    open_ = true;
    show();
    raise();
    showEntries();
    list_->scrollToTop();
    line_->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::dismiss() {
    if (!std::exchange(open_, false)) return;
    // Before it hides, or Qt hands the focus to whatever comes next.
    if (focusBefore_ && focusBefore_->isVisible()) focusBefore_->setFocus(Qt::OtherFocusReason);
    else if (focusWidget()) focusWidget()->clearFocus();
    hide();
}

void CommandPalette::refresh() {
    if (isOpen()) showEntries();
}

/// The entries as they are now; what is chosen stays so, and the list where it was scrolled to.
void CommandPalette::showEntries() {
    const QString before = list_->chosen() >= 0 ? model_->entry(list_->chosen()).id : QString();
    std::vector<PaletteEntry> entries;
    owners_.clear();
    for (PaletteSource* source : sources_)
        for (PaletteEntry& entry : source->entries()) {
            owners_.emplace_back(entry.id, source);
            entries.push_back(std::move(entry));
        }
    const int scrolled = list_->verticalScrollBar()->value();
    model_->setEntries(std::move(entries), used_);
    const int row = before.isEmpty() ? -1 : model_->rowOf(before);
    if (row >= 0) list_->mark(row);
    else list_->choose(model_->step(-1, 1));
    arrange();
    if (row < 0) return;
    list_->doItemsLayout();
    list_->verticalScrollBar()->setValue(scrolled);
}

void CommandPalette::search(const QString& query) {
    model_->setQuery(query);
    list_->choose(model_->step(-1, 1));
    list_->scrollToTop();
    arrange();
}

QString CommandPalette::countText() const { return tr("%1 of %2").arg(model_->found()).arg(model_->total()); }

QString CommandPalette::emptyText() const {
    return model_->found() > 0 ? QString() : tr("Nothing is called “%1”.").arg(model_->query().trimmed());
}

PaletteSource* CommandPalette::sourceOf(const QString& id) const {
    const auto found =
        std::find_if(owners_.begin(), owners_.end(), [&](const auto& owner) { return owner.first == id; });
    return found != owners_.end() ? found->second : nullptr;
}

void CommandPalette::doIt(int row) {
    const PaletteEntry entry = model_->entry(row);
    if (!entry.reason.isEmpty()) return;
    list_->choose(row);
    if (entry.setting) return edit();
    remember(entry.id);
    dismiss();
    // Afterwards: what it does may ask where the focus is.
    if (PaletteSource* source = sourceOf(entry.id)) source->activate(entry.id);
}

void CommandPalette::change(const QString& id, const SettingValue& value) {
    remember(id);
    if (PaletteSource* source = sourceOf(id)) source->change(id, value);
}

void CommandPalette::remember(const QString& id) {
    used_.removeAll(id);
    used_.prepend(id);
    used_ = used_.mid(0, kRemembered);
    Q_EMIT usedChanged();
}

void CommandPalette::arrange() {
    const Metrics& m = metrics();
    const int width = std::min(m.px(kCardWidth), this->width() - 2 * m.px(kCardMargin));
    const int around = m.px(kCardField) + m.px(kCardAboveRows) + m.px(kCardBelowRows) + m.px(kCardFoot);
    const int top = m.px(kCardTop);
    const int room = std::max(m.px(kCardField), height() - top - m.px(kCardMargin) - around);
    const bool none = model_->found() == 0;
    const int rows = std::min(room, none ? m.px(kCardField) : list_->heightWanted());
    card_ = QRect((this->width() - width) / 2, top, width, around + rows);
    line_->setGeometry(card_.left() + m.px(kCardTextAt), card_.top() + m.px(10),
                       width - m.px(kCardTextAt) - m.px(kCardCount), m.px(kCardField) - m.px(20));
    list_->setVisible(!none);
    // The scroll bar lies at the card's edge.
    list_->setGeometry(card_.left(), card_.top() + m.px(kCardField) + m.px(kCardAboveRows), width - m.px(1), rows);
    update();
}

bool CommandPalette::event(QEvent* event) {
    // No shortcut of the window means anything while this lies over it.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isOpen()) {
        setGeometry(parentWidget()->rect());
        arrange();
    }
    if (watched == line_ && event->type() == QEvent::KeyPress && moveBy(static_cast<QKeyEvent*>(event)->key()))
        return true;
    return QWidget::eventFilter(watched, event);
}

bool CommandPalette::moveBy(int key) {
    const int page = std::max(1, list_->height() / PaletteDelegate::rowHeight() - 1);
    const int by = key == Qt::Key_Up         ? -1
                   : key == Qt::Key_Down     ? 1
                   : key == Qt::Key_PageUp   ? -page
                   : key == Qt::Key_PageDown ? page
                                             : 0;
    if (by == 0) return false;
    int row = list_->chosen();
    for (int i = 0; i < std::abs(by); ++i) {
        const int next = model_->step(row, by < 0 ? -1 : 1);
        // A page ends at the first and the last; a step goes round.
        if (std::abs(by) > 1 && (by < 0) != (next < row)) break;
        row = next;
    }
    if (row >= 0) list_->choose(row);
    return true;
}

void CommandPalette::edit() {
    const std::vector<QWidget*> editors = list_->editorsOfChosen();
    if (editors.empty()) return;
    editors.front()->setFocus(Qt::TabFocusReason);
    if (auto* field = qobject_cast<QLineEdit*>(editors.front())) field->selectAll();
}

void CommandPalette::leaveField() {
    list_->giveUpEditing();
    line_->setFocus(Qt::OtherFocusReason);
}

bool CommandPalette::focusNextPrevChild(bool next) {
    std::vector<QWidget*> order{line_};
    const std::vector<QWidget*> editors = list_->editorsOfChosen();
    order.insert(order.end(), editors.begin(), editors.end());
    const auto now = std::find(order.begin(), order.end(), QApplication::focusWidget());
    const auto count = std::ssize(order);
    const auto at = now == order.end() ? 0 : (now - order.begin() + (next ? 1 : count - 1)) % count;
    QWidget* const to = order[static_cast<size_t>(at)];
    to->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    if (auto* field = qobject_cast<QLineEdit*>(to); field && to != line_) field->selectAll();
    return true;
}

void CommandPalette::keyPressEvent(QKeyEvent* event) {
    const bool editing = QApplication::focusWidget() != line_;
    const int row = list_->chosen();
    switch (event->key()) {
        case Qt::Key_Escape: dismiss(); return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (row < 0) return;
            if (!editing) return doIt(row);
            // The field has taken its value by it, or says why not.
            if (const SettingField* field = list_->fieldOf(model_->entry(row).id); field && field->error().isEmpty())
                dismiss();
            return;
        case Qt::Key_P:
            if (event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) dismiss();
            return;
        default:
            // Out of a field that has no use for them; nothing beneath hears any other key.
            if (editing && moveBy(event->key())) line_->setFocus(Qt::OtherFocusReason);
            return;
    }
}

void CommandPalette::mousePressEvent(QMouseEvent* event) {
    if (!card_.contains(event->pos())) dismiss();
}

}  // namespace zscape
