#include "ui/import/import_preview.h"

#include "ui/panels/data/unreadable_page.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

void paintIsland(QWidget* widget) {
    QPainter painter(widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().panel);
    painter.drawRoundedRect(QRectF(widget->rect()), metrics().panelRadius(), metrics().panelRadius());
}

ImportPreview::ImportPreview(QWidget* parent)
    : QWidget(parent),
      order_(new HeaderCombo(tr("How the preview is laid out"), this)),
      count_(new QLabel(this)),
      shuffle_(new IconButton(QStringLiteral("shuffle"), tr("Show other images"), this)),
      pages_(new QStackedWidget(this)),
      grid_(new PreviewGrid),
      unreadable_(new UnreadablePage) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(m.px(20), 0, m.px(20), m.px(16));
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, m.px(4), 0, m.px(3));
    head->setSpacing(m.px(8));
    auto* title = new QLabel(tr("Preview"), this);
    title->setFont(titleFont());
    order_->addItems({tr("One column a label"), tr("One grid")});
    count_->setFont(noteFont());
    count_->setForegroundRole(QPalette::PlaceholderText);
    head->addWidget(title);
    head->addSpacing(m.px(4));
    head->addWidget(order_);
    head->addStretch(1);
    head->addWidget(count_);
    head->addWidget(shuffle_);
    column->addLayout(head);
    pages_->addWidget(grid_);
    pages_->addWidget(unreadable_);
    column->addSpacing(m.px(4));
    column->addWidget(pages_, 1);
    order_->hide();
    shuffle_->setEnabled(false);
    setAccessibleName(tr("Preview"));
    connect(order_, &QComboBox::currentIndexChanged, this,
            [this] { grid_->setImages(imported_ ? imported_->images : nullptr, byLabel()); });
    connect(shuffle_, &QToolButton::clicked, grid_, &PreviewGrid::shuffle);
    connect(grid_, &PreviewGrid::shownChanged, this, &ImportPreview::showCount);
    connect(unreadable_, &UnreadablePage::closed, this, &ImportPreview::showPictures);
}

bool ImportPreview::byLabel() const { return order_->currentIndex() == 0; }

void ImportPreview::setImported(std::shared_ptr<const Imported> imported) {
    imported_ = std::move(imported);
    const bool labelled = imported_ && !imported_->images->labelNames().empty();
    order_->setVisible(labelled);
    shuffle_->setEnabled(imported_ != nullptr);
    if (imported_) unreadable_->setFiles(imported_->images->unreadable());
    if (!imported_ || imported_->images->unreadable().empty()) showPictures();
    grid_->setImages(imported_ ? imported_->images : nullptr, byLabel());
}

void ImportPreview::setReading(std::shared_ptr<const LoadPreview> preview) {
    if (!preview) return;
    order_->hide();
    shuffle_->setEnabled(false);
    showPictures();
    grid_->setReading(std::move(preview));
    count_->clear();
}

void ImportPreview::showUnreadable() {
    pages_->setCurrentWidget(unreadable_);
    unreadable_->setFocus();
    showCount();
}

void ImportPreview::showPictures() {
    pages_->setCurrentWidget(grid_);
    showCount();
}

bool ImportPreview::showsUnreadable() const { return pages_->currentWidget() == unreadable_; }

QString ImportPreview::countText() const { return count_->text(); }

void ImportPreview::showCount() {
    count_->setVisible(!showsUnreadable());
    if (!imported_ || grid_->shown() == 0) {
        count_->clear();
        return;
    }
    QString words = tr("%1 of %2").arg(number(grid_->shown()), number(imported_->images->count()));
    const auto& columns = grid_->choice().columns;
    const auto labels = std::count_if(columns.begin(), columns.end(),
                                      [](const PreviewChoice::Column& column) { return column.label >= 0; });
    if (const auto all = std::ssize(imported_->images->labelNames()); labels > 0 && labels < all)
        words = tr("%1, %2 of %3 labels").arg(words, number(labels), number(all));
    count_->setText(words);
}

void ImportPreview::paintEvent(QPaintEvent*) { paintIsland(this); }

}  // namespace zscape
