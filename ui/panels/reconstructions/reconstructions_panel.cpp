#include "ui/panels/reconstructions/reconstructions_panel.h"

#include "ui/panels/reconstructions/label_swap_grid.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_button.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

ReconstructionsPanel::ReconstructionsPanel(SelectionModel* selection, QWidget* parent)
    : PanelFrame(tr("Reconstructions"), parent),
      grid_(new ReconstructionGrid(selection, this)),
      labelGrid_(new LabelSwapGrid(selection, this)),
      swap_(new IconButton(QStringLiteral("labels"), tr("Decode with every label"), this)),
      shuffle_(new IconButton(QStringLiteral("shuffle"), tr("Other images"), this)),
      difference_(new IconButton(QStringLiteral("diff"), tr("Show what differs"), this)),
      notes_(new QWidget(this)),
      step_(new QLabel(notes_)),
      psnr_(new ElidedLabel(notes_)),
      drawLink_(new QPushButton(notes_)) {
    difference_->setCheckable(true);
    swap_->setCheckable(true);
    swap_->hide();
    header()->addTrailing(swap_);
    header()->addTrailing(shuffle_);
    header()->addTrailing(difference_);
    // The keys are only told here: the panel itself reads them while it has the focus.
    mean_ =
        moreMenu()->addAction(tr("Means of the codes") + QStringLiteral("\tShift+D"), this, [this] { wantDraw(0); });
    draw_ = moreMenu()->addAction(tr("Another draw") + QStringLiteral("\tD"), this, [this] { wantDraw(wanted_ + 1); });
    mean_->setCheckable(true);
    mean_->setToolTip(tr("What the mean of each image's q(z|x) decodes to"));
    draw_->setToolTip(tr("One input has many outputs: a code is drawn from each image's q(z|x)"));
    moreMenu()->setToolTipsVisible(true);
    QAction* exact = moreMenu()->addAction(tr("Exact pixels"));
    exact->setCheckable(true);

    auto* row = new QHBoxLayout(notes_);
    row->setContentsMargins(0, 0, 0, 0);
    for (QLabel* label : {step_, psnr_}) {
        label->setFont(noteFont());
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    psnr_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    drawLink_->setFont(noteFont());
    setButtonLook(drawLink_, ButtonLook::Link);
    connect(drawLink_, &QPushButton::clicked, draw_, &QAction::trigger);
    row->addWidget(drawLink_);
    row->addWidget(psnr_, 1);
    row->addWidget(step_);
    body()->addWidget(grid_, 1);
    body()->addWidget(labelGrid_, 1);
    body()->addWidget(notes_);
    // The notes would hold the panel open at a height at which they are hidden.
    layout()->setSizeConstraint(QLayout::SetNoConstraint);

    for (LinkedImages* images : views()) connect(exact, &QAction::toggled, images, &LinkedImages::setExactPixels);
    connect(swap_, &QToolButton::toggled, this, [this](bool swapped) {
        showGrid();
        Q_EMIT labelsWanted(swapped);
    });
    connect(difference_, &QToolButton::toggled, this, [this](bool shown) {
        grid_->setDifferences(shown);
        showNotes();
    });
    connect(shuffle_, &QToolButton::clicked, this, &ReconstructionsPanel::shuffleRequested);
    connect(grid_, &ReconstructionGrid::columnsChanged, this, &ReconstructionsPanel::showNotes);
    showGrid();
    setSnapshot(nullptr);
}

bool ReconstructionsPanel::labelsSwapped() const { return swap_->isChecked(); }

void ReconstructionsPanel::setLabels(const QStringList& names, std::function<int(qint64)> labelOf) {
    labelGrid_->setLabels(names, std::move(labelOf));
    swap_->setVisible(!names.isEmpty());
    if (names.isEmpty()) swap_->setChecked(false);
    showNotes();
}

void ReconstructionsPanel::showGrid() {
    grid_->setVisible(!labelsSwapped());
    labelGrid_->setVisible(labelsSwapped());
    difference_->setVisible(!labelsSwapped());
    showNotes();
}

void ReconstructionsPanel::setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot) {
    if (snapshot && snapshot == snapshot_) return;
    snapshot_ = std::move(snapshot);
    for (LinkedImages* images : views()) images->setSnapshot(snapshot_);
    const QString none = snapshot_ ? QString() : tr("There are no reconstructions yet");
    for (QWidget* button : {shuffle_, difference_}) setReason(button, none);
    showNotes();
}

void ReconstructionsPanel::wantDraw(quint64 draw) {
    mean_->setChecked(draw == 0);
    wanted_ = draw;
    Q_EMIT drawWanted(draw);
}

void ReconstructionsPanel::showDraw() {
    const bool drawable = snapshot_ && snapshot_->drawable;
    for (QAction* action : {mean_, draw_}) action->setVisible(drawable);
    mean_->setChecked(drawable && snapshot_->draw == 0);
    drawLink_->setText(drawText());
    drawLink_->setVisible(drawable);
    drawLink_->setToolTip(tr("Another draw (D); with Shift the mean again"));
}

QString ReconstructionsPanel::drawText() const {
    if (!snapshot_ || !snapshot_->drawable) return {};
    return snapshot_->draw == 0 ? tr("mean") : tr("draw %1").arg(number(static_cast<qint64>(snapshot_->draw)));
}

void ReconstructionsPanel::keyPressEvent(QKeyEvent* event) {
    const bool plain = (event->modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier;
    if (event->key() != Qt::Key_D || !plain || !snapshot_ || !snapshot_->drawable)
        return PanelFrame::keyPressEvent(event);
    wantDraw(event->modifiers() & Qt::ShiftModifier ? 0 : wanted_ + 1);
}

void ReconstructionsPanel::showNotes() {
    showDraw();
    if (!snapshot_) {
        step_->clear();
        psnr_->clear();
        notes_->hide();
        return;
    }
    step_->setText(tr("weights of step %1").arg(number(snapshot_->step)));
    psnr_->setText(labelsSwapped() ? labelsNote() : psnrNote());
    psnr_->setToolTip(labelsSwapped()
                          ? tr("Each image is encoded with its own label, which is framed, and decoded with every one")
                          : tr("Mean of the images shown; the pointer on a picture gives its own"));
    // The shortest panel of look.md (134 px at 1280 x 800) has room for two rows and nothing else: there the step is in
    // the tooltip.
    const int least = metrics().header() + grid_->rows() * metrics().px(40) + metrics().px(40);
    notes_->setVisible(height() >= least);
    setToolTip(!notes_->isHidden()    ? QString()
               : drawText().isEmpty() ? step_->text()
                                      : tr("%1, %2").arg(step_->text(), drawText()));
}

// Of the images that are seen, so that the number belongs to the pictures.
QString ReconstructionsPanel::psnrNote() const {
    const auto shown = std::min(snapshot_->psnr.size(), static_cast<size_t>(std::max(0, grid_->columns())));
    double sum = 0;
    for (size_t i = 0; i < shown; ++i) sum += snapshot_->psnr[i];
    return shown > 0 ? tr("PSNR %1 dB").arg(sum / static_cast<double>(shown), 0, 'f', 1) : QString();
}

QString ReconstructionsPanel::labelsNote() const {
    const int shown = labelGrid_->shownLabels(), all = labelGrid_->labels();
    return shown < all ? tr("%1 of %2 labels").arg(shown).arg(all) : tr("%Ln label(s)", nullptr, all);
}

QSize ReconstructionsPanel::minimumSizeHint() const {
    const QSize grid = grid_->minimumSizeHint();
    return {grid.width() + 2 * metrics().padding(), metrics().header() + grid.height() + metrics().padding()};
}

std::array<LinkedImages*, 2> ReconstructionsPanel::views() const { return {grid_, labelGrid_}; }

void ReconstructionsPanel::setNames(const std::function<QString(qint64)>& nameOf) {
    for (LinkedImages* images : views()) images->setNames(nameOf);
}

QString ReconstructionsPanel::stepText() const { return step_->text(); }

QString ReconstructionsPanel::psnrText() const { return psnr_->text(); }

void ReconstructionsPanel::resizeEvent(QResizeEvent* event) {
    PanelFrame::resizeEvent(event);
    showNotes();
}

void ReconstructionsPanel::contextMenuEvent(QContextMenuEvent* event) { moreMenu()->popup(event->globalPos()); }

}  // namespace zscape
