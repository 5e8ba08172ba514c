#include "ui/plane/projection_picker.h"

#include "ui/plane/map_progress.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/command_name.h"

namespace zscape {

ProjectionPicker::ProjectionPicker(QWidget* parent)
    : HeaderCombo(tr("Projection of the plane"), parent),
      card_(new ProjectionCard(this)) {
    // A map takes a while.
    setChosenInList(true);
    const auto add = [this](const QString& text, const QString& command) {
        addItem(text);
        setItemData(count() - 1, command, kCommandRole);
    };
    add(tr("Axes: %1, %2").arg(axisName(0), axisName(1)), tr("Project onto two axes of the code"));
    add(tr("Axes: PCA"), tr("Project by principal components (PCA)"));
    add(tr("Projection: t-SNE"), tr("Project by t-SNE"));
    add(tr("Projection: UMAP"), tr("Project by UMAP"));
    connect(this, qOverload<int>(&QComboBox::activated), this, [this](int row) {
        // What is shown is what the plane says.
        setCurrentIndex(static_cast<int>(state_.projection));
        Q_EMIT projectionWanted(static_cast<PlaneProjection>(row));
    });
    showState({});
}

void ProjectionPicker::showState(const ProjectionState& state) {
    state_ = state;
    setReason(this, state.dimensions > 1    ? QString()
                    : state.dimensions == 1 ? tr("The code has one dimension")
                                            : tr("There is no model yet"));
    const auto show = [this](PlaneProjection row, const QString& text) {
        if (itemText(static_cast<int>(row)) != text) setItemText(static_cast<int>(row), text);
    };
    show(PlaneProjection::Axes, tr("Axes: %1, %2").arg(axisName(state.axisX), axisName(state.axisY)));
    const double explained = state.explained[0] + state.explained[1];
    show(PlaneProjection::Pca,
         state.explained[0] < 0 ? tr("Axes: PCA")
                                : tr("Axes: PCA, %1 % of the variance").arg(QString::number(100 * explained, 'f', 0)));
    setCurrentIndex(static_cast<int>(state.projection));
    card_->showState(state);
}

void ProjectionPicker::showPopup() { card_->open(this); }

}  // namespace zscape
