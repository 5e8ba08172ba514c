#include "ui/panels/selection/named_list.h"

#include "ui/text/english_plurals.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/command_name.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace zscape {

namespace {
/// At 13 px.
constexpr int kNamedRow = 26, kNamedInset = 6, kSign = 20, kNameShare = 56;
constexpr int kLongestSelectionName = 60;

bool isPlain(const QKeyEvent& event) {
    return (event.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == Qt::NoModifier;
}
}  // namespace

// ---- the list ----

NamedListModel::NamedListModel(SelectionModel* selection, QObject* parent)
    : QAbstractListModel(parent),
      selection_(selection),
      rows_(static_cast<int>(selection->named().size())) {
    connect(selection, &SelectionModel::namedChanged, this, &NamedListModel::follow);
}

// The row that is chosen stays the chosen one where their number is the same.
void NamedListModel::follow() {
    const auto now = static_cast<int>(selection_->named().size());
    if (now == rows_) {
        if (now > 0) Q_EMIT dataChanged(index(0), index(now - 1));
        return;
    }
    beginResetModel();
    rows_ = now;
    endResetModel();
}

int NamedListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }

QVariant NamedListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const NamedSelection& named = at(index.row());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole: return named.name;
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole: {
            QStringList lines{named.name, named.note, tr("%Ln image(s)", nullptr, counted(named.images->count()))};
            if (named.gone)
                lines.append(tr("%Ln more (is|are) not among these images", nullptr, counted(std::ssize(*named.gone))));
            lines.removeAll(QString());
            return lines.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(", "));
        }
        default: return {};
    }
}

bool NamedListModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || !index.isValid() || name.isEmpty()) return false;
    selection_->renameNamed(index.row(), name);
    return true;
}

Qt::ItemFlags NamedListModel::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable : Qt::NoItemFlags;
}

// ---- a row ----

NamedDelegate::NamedDelegate(NamedListModel* model, QObject* parent) : QStyledItemDelegate(parent), model_(model) {}

QRect NamedDelegate::minusIn(const QRect& row) {
    const Metrics& m = metrics();
    const int count = QFontMetrics(bodyFont()).horizontalAdvance(QStringLiteral("0,000,000"));
    return {row.right() - m.px(kNamedInset) - count - m.px(kSign), row.top(), m.px(kSign), row.height()};
}

QRect NamedDelegate::plusIn(const QRect& row) {
    const QRect minus = minusIn(row);
    return minus.translated(-minus.width(), 0);
}

QSize NamedDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {metrics().px(120), metrics().px(kNamedRow)};
}

void NamedDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    const NamedSelection& named = model_->at(index.row());
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chosen || hovered) {
        painter->setPen(option.state.testFlag(QStyle::State_HasFocus) &&
                                option.state.testFlag(QStyle::State_KeyboardFocusChange)
                            ? QPen(t.accent, 2)
                            : QPen(Qt::NoPen));
        painter->setBrush(chosen ? t.raised : t.hovered(t.panel));
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), m.thumbnailRadius(), m.thumbnailRadius());
    }
    const QRect row = option.rect.adjusted(m.px(kNamedInset), 0, -m.px(kNamedInset), 0), plus = plusIn(option.rect);
    const auto put = [&](const QRect& place, Qt::Alignment side, const QColor& ink, const QString& words) {
        painter->setPen(ink);
        painter->drawText(place, static_cast<int>(side | Qt::AlignVCenter),
                          painter->fontMetrics().elidedText(words, Qt::ElideRight, place.width()));
    };
    const int name = (plus.left() - row.left()) * kNameShare / 100;
    painter->setFont(bodyFont());
    put({row.left(), row.top(), named.note.isEmpty() ? plus.left() - row.left() : name - m.px(6), row.height()},
        Qt::AlignLeft, t.text, named.name);
    put({minusIn(option.rect).right(), row.top(), row.right() - minusIn(option.rect).right(), row.height()},
        Qt::AlignRight, t.text,
        named.gone ? number(named.images->count()) + QLatin1Char('*') : number(named.images->count()));
    painter->setFont(noteFont());
    const int noteEnd = chosen || hovered ? plus.left() : minusIn(option.rect).right();
    put({row.left() + name, row.top(), noteEnd - row.left() - name, row.height()}, Qt::AlignLeft, t.text2, named.note);
    if (chosen || hovered) {
        painter->setPen(QPen(t.text2, 1.4, Qt::SolidLine, Qt::RoundCap));
        const double arm = m.px(4);
        for (const QRect& sign : {plus, minusIn(option.rect)}) {
            const QPointF middle = QRectF(sign).center();
            painter->drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0));
            if (sign == plus) painter->drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm));
        }
    }
    painter->restore();
}

QWidget* NamedDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const {
    auto* editor = new QLineEdit(parent);
    editor->setAccessibleName(tr("Name of the selection"));
    editor->setMaxLength(kLongestSelectionName);
    return editor;
}

void NamedDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                         const QModelIndex&) const {
    editor->setGeometry(option.rect.adjusted(0, 1, plusIn(option.rect).left() - option.rect.right(), -1));
}

// Qt's own would open the editor of the next row.
bool NamedDelegate::eventFilter(QObject* editor, QEvent* event) {
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

// ---- the view ----

NamedList::NamedList(SelectionModel* selection, QWidget* parent)
    : QListView(parent),
      selection_(selection),
      model_(new NamedListModel(selection, this)) {
    setModel(model_);
    setItemDelegate(new NamedDelegate(model_, this));
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Named selections"));
    setResizeMode(QListView::Adjust);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(selection, &SelectionModel::namedChanged, this, &QWidget::updateGeometry);
}

QSize NamedList::sizeHint() const {
    const Metrics& m = metrics();
    return {m.px(160), m.px(kNamedRow) * std::clamp(model_->rowCount(), 0, kMostRows)};
}

void NamedList::rename(int row) {
    setCurrentIndex(model_->index(row));
    scrollTo(model_->index(row));
    edit(model_->index(row));
}

void NamedList::fillMenu(QMenu* menu, int row) {
    const bool there = row >= 0 && row < model_->rowCount();
    const QString none = there ? QString() : tr("No named selection is chosen");
    const QString empty = !none.isEmpty()                  ? none
                          : selection_->selected().empty() ? tr("Nothing is selected")
                                                           : QString();
    const auto add = [&](const QString& text, const QString& command, const QString& reason, auto act) {
        QAction* action = menu->addAction(text);
        setCommandName(action, command);
        setReason(action, reason);
        connect(action, &QAction::triggered, this, act);
    };
    add(tr("Select\tReturn"), tr("Select the named selection"), none,
        [this, row] { selection_->chooseNamed(row, Combine::Replace); });
    add(tr("Add to the selection\t+"), {}, none, [this, row] { selection_->chooseNamed(row, Combine::Add); });
    add(tr("Take from the selection\t-"), {}, empty, [this, row] { selection_->chooseNamed(row, Combine::Subtract); });
    menu->addSeparator();
    add(tr("Rename\tF2"), tr("Rename the named selection"), none, [this, row] { rename(row); });
    add(tr("Replace by what is selected"), tr("Replace the named selection by what is selected"), empty,
        [this, row] { selection_->replaceNamed(row, selection_->made()); });
    add(tr("Delete\tDel"), tr("Delete the named selection"), none, [this, row] { selection_->removeNamed(row); });
    menu->setToolTipsVisible(true);
}

void NamedList::mousePressEvent(QMouseEvent* event) {
    QListView::mousePressEvent(event);
    pressed_ = event->button() == Qt::LeftButton ? indexAt(event->pos()).row() : -1;
}

void NamedList::mouseReleaseEvent(QMouseEvent* event) {
    QListView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->pos());
    if (event->button() != Qt::LeftButton || !index.isValid() || index.row() != pressed_) return;
    const QRect row = visualRect(index);
    selection_->chooseNamed(index.row(), NamedDelegate::plusIn(row).contains(event->pos())    ? Combine::Add
                                         : NamedDelegate::minusIn(row).contains(event->pos()) ? Combine::Subtract
                                                                                              : Combine::Replace);
}

void NamedList::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex index = event->reason() == QContextMenuEvent::Keyboard
                                  ? currentIndex()
                                  : indexAt(viewport()->mapFrom(this, event->pos()));
    if (!index.isValid()) return;
    setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu, index.row());
    menu->popup(event->globalPos());
}

bool NamedList::isOwnKey(const QKeyEvent& event) {
    constexpr int kOwn[] = {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Plus,  Qt::Key_Equal,
                            Qt::Key_Minus,  Qt::Key_F2,    Qt::Key_Delete};
    return isPlain(event) && std::find(std::begin(kOwn), std::end(kOwn), event.key()) != std::end(kOwn);
}

void NamedList::keyPressEvent(QKeyEvent* event) {
    const int row = currentIndex().row();
    if (row < 0 || !isOwnKey(*event)) {
        // Letters are no search here: T still trains.
        if (event->modifiers() == Qt::NoModifier && !event->text().isEmpty() && event->text().front().isLetter())
            return event->ignore();
        return QListView::keyPressEvent(event);
    }
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal: return selection_->chooseNamed(row, Combine::Add);
        case Qt::Key_Minus: return selection_->chooseNamed(row, Combine::Subtract);
        case Qt::Key_F2: return rename(row);
        case Qt::Key_Delete: return selection_->removeNamed(row);
        default: return selection_->chooseNamed(row, Combine::Replace);
    }
}

bool NamedList::event(QEvent* event) {
    // Before a shortcut of the window takes it.
    if (event->type() == QEvent::ShortcutOverride && isOwnKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::FocusIn && !currentIndex().isValid() && model_->rowCount() > 0)
        setCurrentIndex(model_->index(0));
    return QListView::event(event);
}

}  // namespace zscape
