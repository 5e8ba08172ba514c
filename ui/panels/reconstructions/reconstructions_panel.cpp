#include "ui/panels/reconstructions/reconstructions_panel.h"

#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/icon_button.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

ReconstructionsPanel::ReconstructionsPanel(QWidget* parent)
    : PanelFrame(tr("Reconstructions"), parent), grid_(new ReconstructionGrid(this)),
      shuffle_(new IconButton(QStringLiteral("shuffle"), tr("Other images"), this)),
      difference_(new IconButton(QStringLiteral("diff"), tr("Show what differs"), this)), notes_(new QWidget(this)), step_(new QLabel(notes_)),
      psnr_(new QLabel(notes_)) {
    difference_->setCheckable(true);
    header()->addTrailing(shuffle_);
    header()->addTrailing(difference_);
    QAction* exact = moreMenu()->addAction(tr("Exact pixels"));
    exact->setCheckable(true);

    auto* row = new QHBoxLayout(notes_);
    row->setContentsMargins(0, 0, 0, 0);
    for (QLabel* label : {step_, psnr_}) {
        label->setFont(noteFont());
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    psnr_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(psnr_, 1);
    row->addWidget(step_);
    body()->addWidget(grid_, 1);
    body()->addWidget(notes_);
    // The notes would hold the panel open at a height at which they are hidden.
    layout()->setSizeConstraint(QLayout::SetNoConstraint);

    connect(exact, &QAction::toggled, grid_, &ReconstructionGrid::setExactPixels);
    connect(difference_, &QToolButton::toggled, this, [this](bool shown) {
        grid_->setDifferences(shown);
        showNotes();
    });
    connect(shuffle_, &QToolButton::clicked, this, &ReconstructionsPanel::shuffleRequested);
    connect(grid_, &ReconstructionGrid::imageHovered, this, &ReconstructionsPanel::imageHovered);
    connect(grid_, &ReconstructionGrid::imageSelected, this, &ReconstructionsPanel::imageSelected);
    connect(grid_, &ReconstructionGrid::columnsChanged, this, &ReconstructionsPanel::showNotes);
    setSnapshot(nullptr);
}

void ReconstructionsPanel::setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot) {
    if (snapshot && snapshot == snapshot_) return;
    snapshot_ = std::move(snapshot);
    grid_->setSnapshot(snapshot_);
    shuffle_->setEnabled(snapshot_ != nullptr);
    difference_->setEnabled(snapshot_ != nullptr);
    showNotes();
}

void ReconstructionsPanel::showNotes() {
    if (!snapshot_) {
        step_->clear();
        psnr_->clear();
        notes_->hide();
        return;
    }
    step_->setText(tr("weights of step %1").arg(number(snapshot_->step)));
    // Of the images that are seen, so that the number belongs to the pictures.
    const auto shown = std::min(snapshot_->psnr.size(), static_cast<size_t>(std::max(0, grid_->columns())));
    double sum = 0;
    for (size_t i = 0; i < shown; ++i) sum += snapshot_->psnr[i];
    psnr_->setText(shown > 0 ? tr("PSNR %1 dB").arg(sum / static_cast<double>(shown), 0, 'f', 1) : QString());
    psnr_->setToolTip(tr("Mean of the images shown; the pointer on a picture gives its own"));
    // The shortest panel of look.md (134 px at 1280 x 800) has room for two rows and nothing else: there the step is in the tooltip.
    const int least = metrics().header() + grid_->rows() * metrics().px(40) + metrics().px(40);
    notes_->setVisible(height() >= least);
    setToolTip(notes_->isHidden() ? step_->text() : QString());
}

QSize ReconstructionsPanel::minimumSizeHint() const {
    const QSize grid = grid_->minimumSizeHint();
    return {grid.width() + 2 * metrics().padding(), metrics().header() + grid.height() + metrics().padding()};
}

void ReconstructionsPanel::setNames(std::function<QString(qint64)> nameOf) { grid_->setNames(std::move(nameOf)); }

void ReconstructionsPanel::setHovered(qint64 image) { grid_->setHovered(image); }

void ReconstructionsPanel::setSelected(qint64 image) { grid_->setSelected(image); }

QString ReconstructionsPanel::stepText() const { return step_->text(); }

QString ReconstructionsPanel::psnrText() const { return psnr_->text(); }

void ReconstructionsPanel::resizeEvent(QResizeEvent* event) {
    PanelFrame::resizeEvent(event);
    showNotes();
}

void ReconstructionsPanel::contextMenuEvent(QContextMenuEvent* event) { moreMenu()->popup(event->globalPos()); }

}  // namespace zscape
