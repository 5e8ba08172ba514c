#include "ui/panels/data/unreadable_page.h"

#include "engine/core/paths.h"
#include "ui/text/sentence.h"
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
#include <map>

namespace zscape {

/// Files below the reason that they share, the reason of most files first.
class UnreadableModel : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    void setFiles(std::vector<UnreadableFile> files) {
        beginResetModel();
        files_ = std::move(files);
        rows_ = rowsOf(files_);
        endResetModel();
    }
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        const Row& row = rows_[static_cast<size_t>(index.row())];
        if (role == kHeading) return row.files > 0;
        const UnreadableFile& file = files_[row.file];
        if (row.files > 0) {
            if (role == Qt::DisplayRole)
                return row.files == 1 ? UnreadablePage::tr("1 file")
                                      : UnreadablePage::tr("%1 files").arg(number(row.files));
            if (role == kReason || role == Qt::ToolTipRole) return sharedReason(file);
            return {};
        }
        if (role == Qt::DisplayRole) return QString::fromStdString(displayName(file.file.filename()));
        if (role == kReason) return sentenceOf(file.reason);
        if (role == kPath) return QString::fromStdString(displayName(file.file));
        if (role == Qt::ToolTipRole)
            return data(index, kPath).toString() + QLatin1Char('\n') + data(index, kReason).toString();
        return {};
    }
    /// A heading is no file: it is neither chosen nor copied.
    Qt::ItemFlags flags(const QModelIndex& index) const override {
        return index.isValid() && index.data(kHeading).toBool() ? Qt::ItemIsEnabled : QAbstractListModel::flags(index);
    }
    static constexpr int kReason = Qt::UserRole;
    static constexpr int kPath = Qt::UserRole + 1;
    static constexpr int kHeading = Qt::UserRole + 2;

private:
    struct Row {
        size_t file;        ///< of a heading the first one below it
        int64_t files = 0;  ///< below this heading; 0: a file
    };

    /// Of one file, with an ellipsis in its place.
    static QString sharedReason(const UnreadableFile& file) {
        ErrorInfo reason = file.reason;
        const std::string name = displayName(file.file);
        for (std::string& argument : reason.arguments)
            if (argument == name) argument = "\u2026";
        return sentenceOf(reason);
    }
    static std::vector<Row> rowsOf(const std::vector<UnreadableFile>& files) {
        std::map<QString, std::vector<size_t>> byReason;
        for (size_t i = 0; i < files.size(); ++i) byReason[sharedReason(files[i])].push_back(i);
        std::vector<const std::vector<size_t>*> groups;
        for (const auto& [reason, group] : byReason) groups.push_back(&group);
        std::stable_sort(groups.begin(), groups.end(),
                         [](const auto* a, const auto* b) { return a->size() > b->size(); });
        std::vector<Row> rows;
        rows.reserve(files.size() + groups.size());
        for (const auto* group : groups) {
            rows.push_back({group->front(), std::ssize(*group)});
            for (const size_t file : *group) rows.push_back({file});
        }
        return rows;
    }

    std::vector<UnreadableFile> files_;
    std::vector<Row> rows_;
};

namespace {

/// A heading is a number of files above their reason, a file one line; the whole of both is the tooltip.
class FileDelegate : public QStyledItemDelegate {
public:
    explicit FileDelegate(QListView* list) : QStyledItemDelegate(list), list_(list) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        const Metrics& m = metrics();
        if (!index.data(UnreadableModel::kHeading).toBool()) return {10, QFontMetrics(bodyFont()).height() + m.px(6)};
        const int width = list_->viewport()->width() - 2 * m.px(kSide);
        const int reason = QFontMetrics(noteFont())
                               .boundingRect(QRect(0, 0, std::max(width, 1), 1 << 20), Qt::TextWordWrap,
                                             index.data(UnreadableModel::kReason).toString())
                               .height();
        const int above = index.row() == 0 ? m.px(4) : m.px(16);
        return {10, above + QFontMetrics(titleFont()).height() + reason + m.px(6)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Tokens& t = tokens();
        const Metrics& m = metrics();
        painter->save();
        const bool heading = index.data(UnreadableModel::kHeading).toBool();
        if (!heading && (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Selected ? withAlpha(t.accent, 0.18) : t.hovered(t.panel));
            painter->drawRoundedRect(option.rect, m.controlRadius(), m.controlRadius());
        }
        painter->setClipRect(option.rect);
        QRect text = option.rect.adjusted(m.px(kSide), m.px(3), -m.px(kSide), -m.px(3));
        const QFont font = heading ? titleFont() : bodyFont();
        const QFontMetrics measure(font);
        if (heading) {
            painter->setFont(noteFont());
            painter->setPen(t.text2);
            painter->drawText(text, Qt::AlignLeft | Qt::AlignBottom | Qt::TextWordWrap,
                              index.data(UnreadableModel::kReason).toString());
            text.setTop(text.top() + (index.row() == 0 ? m.px(1) : m.px(13)));
        }
        painter->setFont(font);
        painter->setPen(t.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignTop,
                          measure.elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
        painter->restore();
    }

private:
    static constexpr int kSide = 6;
    QListView* list_;
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
    // Reasons are as high as they need to be. In pieces, so that a list of 100,000 files does not hold the window up.
    list_->setLayoutMode(QListView::Batched);
    list_->setResizeMode(QListView::Adjust);
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
    if (chosen.isEmpty())
        for (int i = 0; i < model_->rowCount(); ++i)
            if (!model_->index(i).data(UnreadableModel::kHeading).toBool()) chosen.append(model_->index(i));
    for (const QModelIndex& index : chosen) add(index);
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
