#include "ui/plane/latent_plane_panel.h"

#include "ui/plane/axes_picker.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"

#include <QKeySequence>
#include <QVBoxLayout>

namespace zscape {

LatentPlanePanel::LatentPlanePanel(QWidget* parent)
    : PanelFrame(tr("Latent plane"), parent),
      plane_(new LatentPlane(this)),
      axes_(new AxesPicker(this)),
      colour_(new HeaderCombo(tr("Colour of the points"), this)),
      contours_(new IconButton(QStringLiteral("contours"), tr("Contours of the prior"), this)),
      fit_(new IconButton(QStringLiteral("fit"), tr("Fit"), this, QKeySequence(Qt::Key_Home))),
      export_(new IconButton(QStringLiteral("export"), tr("Save the plane as a picture"), this)) {
    colour_->addItem(tr("Colour: label"), static_cast<int>(PlaneColour::Label));
    colour_->addItem(tr("Colour: none"), static_cast<int>(PlaneColour::None));
    colour_->addItem(tr("Colour: held-out"), static_cast<int>(PlaneColour::HeldOut));
    contours_->setCheckable(true);
    contours_->setChecked(plane_->contoursShown());

    header()->addLeading(axes_);
    header()->addLeading(colour_);
    header()->addTrailing(contours_);
    header()->addTrailing(fit_);
    header()->addTrailing(export_);
    setFlush(true);
    body()->addWidget(plane_);

    connect(axes_, &AxesPicker::chosen, this, &LatentPlanePanel::axesChosen);
    connect(colour_, qOverload<int>(&QComboBox::activated), this, [this](int row) {
        const auto colour = static_cast<PlaneColour>(colour_->itemData(row).toInt());
        plane_->setColour(colour);
        Q_EMIT colourChosen(colour);
    });
    connect(contours_, &IconButton::toggled, plane_, &LatentPlane::setContoursShown);
    connect(fit_, &IconButton::clicked, plane_, &LatentPlane::fit);
    connect(export_, &IconButton::clicked, this, [this] { Q_EMIT exportRequested(plane_->picture()); });
}

void LatentPlanePanel::setDimensions(int dimensions) { axes_->setDimensions(dimensions); }

void LatentPlanePanel::showBasis(const PlaneBasis& basis) {
    axes_->setAxes(basis.kind, basis.axisX, basis.axisY);
    const bool pca = basis.kind == PlaneBasis::Kind::Pca;
    axes_->setExplained(pca ? basis.explained[0] : -1, pca ? basis.explained[1] : -1);
}

void LatentPlanePanel::setPriorSpread(double sigma) {
    const bool has = sigma > 0;
    contours_->setEnabled(has);
    contours_->setToolTip(has ? tr("Contours of the prior") : tr("This model has no one prior for all codes"));
    plane_->setPriorSpread(sigma);
}

}  // namespace zscape
