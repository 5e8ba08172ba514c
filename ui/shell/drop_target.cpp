#include "ui/shell/drop_target.h"

#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace zscape {

DropTarget::DropTarget(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      hint_(new QLabel(tr("Sub-folders become labels. A project, a zip or tar of pictures, MNIST or CIFAR files, NumPy "
                          "and HDF5 arrays, and tables of pixels open here too."),
                       this)),
      choose_(new QPushButton(tr("Choose a folder…"), this)),
      open_(new QPushButton(tr("Open a project…"), this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(m.px(24), m.px(96), m.px(24), m.px(24));
    column->setSpacing(0);
    title_->setFont(displayFont());
    title_->setAlignment(Qt::AlignCenter);
    hint_->setAlignment(Qt::AlignCenter);
    hint_->setWordWrap(true);
    hint_->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(title_);
    column->addSpacing(m.px(8));
    column->addWidget(hint_);
    column->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setSpacing(m.px(8));
    row->addStretch(1);
    row->addWidget(choose_);
    row->addWidget(open_);
    row->addStretch(1);
    column->addLayout(row);
    setButtonLook(choose_, ButtonLook::Primary);
    connect(choose_, &QPushButton::clicked, this, &DropTarget::chooseFolder);
    connect(open_, &QPushButton::clicked, this, &DropTarget::openProject);
    setFixedHeight(m.px(240));
    showDrag({});
}

QSize DropTarget::sizeHint() const { return {metrics().px(720), metrics().px(240)}; }

QString DropTarget::title() const { return title_->text(); }

void DropTarget::showDrag(const QString& sentence) {
    dragged_ = !sentence.isEmpty();
    title_->setText(dragged_ ? sentence : tr("Drop a folder of images"));
    setAccessibleName(title_->text());
    update();
}

void DropTarget::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(dragged_ ? t.accent : t.edge, 2);
    pen.setDashPattern({4, 2.5});
    painter.setPen(pen);
    painter.setBrush(dragged_ ? mixed(t.panel, t.accent, 0.12) : t.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), m.dropRadius(), m.dropRadius());
    const int size = m.px(44);
    painter.drawPixmap((width() - size) / 2, m.px(36),
                       iconPixmap(QStringLiteral("images"), t.accent, size, devicePixelRatioF()));
}

}  // namespace zscape
