#include "ui/panels/data/unreadable_page.h"

#include "engine/core/paths.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/icon_button.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

class UnreadableModel : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    void setFiles(std::vector<UnreadableFile> files) {
        beginResetModel();
        files_ = std::move(files);
        endResetModel();
    }
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(files_.size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        const UnreadableFile& file = files_[static_cast<size_t>(index.row())];
        if (role == Qt::DisplayRole) return QString::fromStdString(displayName(file.file.filename()));
        if (role == kReason) return QString::fromStdString(file.reason.sentence());
        if (role == kPath) return QString::fromStdString(displayName(file.file));
        if (role == Qt::ToolTipRole)
            return data(index, kPath).toString() + QLatin1Char('\n') + data(index, kReason).toString();
        return {};
    }
    static constexpr int kReason = Qt::UserRole;
    static constexpr int kPath = Qt::UserRole + 1;

private:
    std::vector<UnreadableFile> files_;
};

namespace {

/// File name above, two lines of the reason beneath; the whole of both is the tooltip.
class FileDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {10, QFontMetrics(bodyFont()).height() + 3 * QFontMetrics(noteFont()).height() + metrics().px(12)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Tokens& t = tokens();
        painter->save();
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Selected ? withAlpha(t.accent, 0.18) : t.hovered(t.panel));
            painter->drawRoundedRect(option.rect, metrics().controlRadius(), metrics().controlRadius());
        }
        painter->setClipRect(option.rect);
        QRect text = option.rect.adjusted(metrics().px(6), metrics().px(4), -metrics().px(6), 0);
        const QFontMetrics body(bodyFont());
        painter->setFont(bodyFont());
        painter->setPen(t.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignTop,
                          body.elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
        text.setTop(text.top() + body.height());
        text.setHeight(3 * QFontMetrics(noteFont()).height());
        painter->setFont(noteFont());
        painter->setPen(t.text2);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                          index.data(UnreadableModel::kReason).toString());
        painter->restore();
    }
};

}  // namespace

UnreadablePage::UnreadablePage(QWidget* parent)
    : QWidget(parent),
      model_(new UnreadableModel(this)),
      list_(new QListView(this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, m.px(10), 0);
    column->setSpacing(m.px(4));
    auto* row = new QHBoxLayout;
    row->setSpacing(m.px(4));
    auto* title = new QLabel(tr("Could not be read"), this);
    title->setFont(titleFont());
    auto* copyButton = new QPushButton(tr("Copy"), this);
    setButtonLook(copyButton, ButtonLook::Link);
    copyButton->setAccessibleName(tr("Copy the list"));
    auto* close = new IconButton(QStringLiteral("close"), tr("Back to the images"), this);
    row->addWidget(title, 1);
    row->addWidget(copyButton);
    row->addWidget(close);
    column->addLayout(row);
    list_->setModel(model_);
    list_->setItemDelegate(new FileDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setMouseTracking(true);
    list_->viewport()->setAutoFillBackground(false);
    list_->setAccessibleName(tr("Files that could not be read"));
    column->addWidget(list_, 1);
    connect(close, &QToolButton::clicked, this, &UnreadablePage::closed);
    connect(copyButton, &QPushButton::clicked, this, &UnreadablePage::copy);
}

void UnreadablePage::setFiles(std::vector<UnreadableFile> files) { model_->setFiles(std::move(files)); }

QString UnreadablePage::text() const {
    QStringList lines;
    const auto add = [&](const QModelIndex& index) {
        lines.append(index.data(UnreadableModel::kPath).toString() + QLatin1Char('\t') +
                     index.data(UnreadableModel::kReason).toString());
    };
    QModelIndexList chosen = list_->selectionModel()->selectedIndexes();
    std::sort(chosen.begin(), chosen.end());
    for (const QModelIndex& index : chosen) add(index);
    if (chosen.isEmpty()) {
        for (int i = 0; i < model_->rowCount(); ++i) add(model_->index(i));
    }
    return lines.join(QLatin1Char('\n'));
}

void UnreadablePage::copy() const { QApplication::clipboard()->setText(text()); }

void UnreadablePage::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) return copy();
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

}  // namespace zscape
