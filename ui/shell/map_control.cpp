#include "ui/shell/map_control.h"

#include "ui/bridge/session_bridge.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/plane/map_progress.h"
#include "ui/plane/projection_picker.h"
#include "ui/shell/code_space.h"
#include "ui/shell/map_memory.h"
#include "ui/text/sentence.h"
#include "ui/widgets/message_strip.h"

namespace zscape {

namespace {

PlaneProjection projectionOf(LayoutKind kind) {
    return kind == LayoutKind::Umap ? PlaneProjection::Umap : PlaneProjection::Tsne;
}

}  // namespace

MapControl::MapControl(SessionBridge* bridge, const PanelSet& panels, CodeSpace* space, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      space_(space) {
    restoreMaps(panels.planePanel->projection()->card());
    connectCard();
    connect(space, &CodeSpace::changed, this, &MapControl::show);
    connect(space, &CodeSpace::dimensionsChanged, this, [this] {
        axisX_ = 0;
        axisY_ = 1;
        begun_.clear();
        bridge_->session().leaveLayout();
        show();
    });
    connect(bridge, &SessionBridge::layoutChanged, this, [this] {
        tell();
        show();
    });
}

void MapControl::connectCard() {
    ProjectionPicker* picker = panels_.planePanel->projection();
    ProjectionCard* card = picker->card();
    connect(picker, &ProjectionPicker::projectionWanted, this, [this](PlaneProjection projection) {
        if (isMap(projection)) showMap(projection == PlaneProjection::Umap ? LayoutKind::Umap : LayoutKind::Tsne);
        else choose(projection);
    });
    connect(card, &ProjectionCard::projectionChosen, this, [this](PlaneProjection projection) {
        const LayoutKind kind = projection == PlaneProjection::Umap ? LayoutKind::Umap : LayoutKind::Tsne;
        // One that is not there yet waits for Start: its settings come first.
        if (!isMap(projection)) choose(projection);
        else if (begun_.contains(kind)) showMap(kind);
    });
    connect(card, &ProjectionCard::axesChosen, this, [this](int axisX, int axisY) {
        axisX_ = axisX;
        axisY_ = axisY;
        choose(PlaneProjection::Axes);
    });
    connect(card, &ProjectionCard::startWanted, this, &MapControl::begin);
    connect(card, &ProjectionCard::restartWanted, this, [this](const LayoutRequest& request) {
        const auto& map = bridge_->layout();
        if (map && map->request == request) bridge_->session().restartLayout();
        else begin(request);
    });
    connect(card, &ProjectionCard::pauseWanted, this, [this](bool paused) { bridge_->session().pauseLayout(paused); });
    connect(card, &ProjectionCard::moreWanted, this,
            [this](int iterations) { bridge_->session().extendLayout(iterations); });
    connect(card, &ProjectionCard::followWanted, this, [this](bool wanted) {
        follows_ = wanted;
        bridge_->session().followWithLayout(wanted);
        show();
    });
    connect(card, &ProjectionCard::requestEdited, this, &storeMap);
}

void MapControl::choose(PlaneProjection projection) {
    bridge_->session().leaveLayout();
    space_->choose(projection, axisX_, axisY_);
}

void MapControl::showMap(LayoutKind kind) {
    const auto known = begun_.find(kind);
    begin(known == begun_.end() ? panels_.planePanel->projection()->card()->request(kind) : known->second);
}

void MapControl::begin(const LayoutRequest& request) {
    begun_[request.settings.kind] = request;
    bridge_->session().layOut(request);
    space_->choose(projectionOf(request.settings.kind), axisX_, axisY_);
    show();
}

void MapControl::show() {
    ProjectionState state;
    state.projection = space_->projection();
    state.dimensions = space_->dimensions();
    state.axisX = axisX_;
    state.axisY = axisY_;
    if (const auto& basis = space_->basis(); basis && basis->kind == PlaneBasis::Kind::Pca)
        state.explained = {basis->explained[0], basis->explained[1]};
    const auto& codes = bridge_->codes();
    state.images = codes ? codes->encoded : 0;
    state.map = bridge_->layout();
    state.follows = follows_;
    panels_.planePanel->showProjection(state);
    Q_EMIT statusChanged(state.map && isMap(state.projection) ? mapStatus(*state.map) : QString());
}

void MapControl::tell() {
    const auto& map = bridge_->layout();
    if (!map) return;
    MessageStrip* strip = panels_.plane->strip();
    const bool failed = map->phase == LayoutPhase::Failed;
    const ErrorInfo said = failed ? map->reason : map->remark.value_or(ErrorInfo{});
    if (said.code != told_.code) {
        told_ = said;
        if (!said.code.empty()) {
            strip->showMessage(failed ? Tone::Bad : Tone::Info, sentenceOf(said));
            return;
        }
    }
    if (explained_ || !map->layout || failed) return;
    explained_ = true;
    strip->showMessage(Tone::Info, tr("Clicked points are decoded from the codes of near neighbours."));
}

}  // namespace zscape
