#include "ui/shell/exploration_controller.h"

#include "engine/session/import_result.h"
#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/plane/code_sliders.h"
#include "ui/plane/projection_card.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/actions.h"
#include "ui/shell/panel_binder.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/layer_control.h"
#include "ui/shell/map_control.h"
#include "ui/shell/outside_images.h"
#include "ui/shell/path_control.h"
#include "ui/shell/tile_reader.h"
#include "ui/widgets/image.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_view.h"

#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>

#include <algorithm>
#include <utility>

namespace zscape {

namespace {
// Milliseconds between two decodes under a pointer that rests: as reconstructions, and longer where one takes long, for
// a copy of the weights goes with each, and training pays for both.
constexpr int kDecodeAgainEvery = 500;
constexpr int kDecodeAgainAtLeastEvery = 2000;
constexpr double kRestForEachMillisecond = 50;
constexpr double kNotch = 1.2;

/// Standard deviation of the prior. 0: codes are not drawn towards one, or it is another for every picture.
double priorSpread(const ModelSpec& spec) {
    const bool drawn = spec.hasPart("regulariser") || spec.part("bound") == "iwae" ||
                       (spec.hasPart("penalty") && spec.part("penalty") == "mmd");
    const bool same = spec.part("prior") == "standard-normal" || spec.part("prior") == "normal";
    return drawn && same ? spec.priorSigma() : 0;
}

}  // namespace

ExplorationController::ExplorationController(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection,
                                             Actions* actions, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      selection_(selection),
      space_(new CodeSpace(bridge, this)),
      path_(new PathControl(bridge, panels, selection, space_, this)) {
    selection->setCodes(space_);
    new OutsideImages(bridge, panels, selection, space_, this);
    connectPlane();
    // After the plane was fed: it says what is shown.
    connect(new MapControl(bridge, panels, space_, this), &MapControl::statusChanged, this,
            &ExplorationController::mapStatusChanged);
    layers_ = new LayerControl(bridge, panels, selection, space_, actions, this);
    connectSelection();
    connectDecoder();
    connect(actions->fit, &QAction::triggered, panels_.plane, &LatentPlane::fit);
    connect(actions->zoomIn, &QAction::triggered, this, [this] { panels_.plane->zoom(kNotch); });
    connect(actions->zoomOut, &QAction::triggered, this, [this] { panels_.plane->zoom(1 / kNotch); });
    connect(actions->playPath, &QAction::triggered, panels_.interpolation, &InterpolationPanel::togglePlaying);
    // In the mailbox of the pointer's lane one place waits at most: a decoder that is slower than the walk leaves
    // places out, and the walk keeps its time.
    connect(path_, &PathControl::walked, this, &ExplorationController::show);
    connect(panels_.interpolation, &InterpolationPanel::playingChanged, this, &ExplorationController::showPlaying);
    connect(path_, &PathControl::exported, this, &ExplorationController::exported);
    connect(actions->exportStrip, &QAction::triggered, path_,
            [this] { path_->exportAs(InterpolationPanel::ExportFormat::Png); });
    const auto offerPath = [this, actions] {
        actions->showPath(selection_->end(PathEnd::A) && selection_->end(PathEnd::B));
        panels_.decoder->setPath(path_->pathWith(panels_.decoder->code()));
    };
    connect(selection, &SelectionModel::endChanged, this, offerPath);
    connect(selection, &SelectionModel::endFollowed, this, offerPath);
    connect(panels_.interpolation, &InterpolationPanel::kindChanged, this, offerPath);
    offerPath();
    connect(bridge, &SessionBridge::stateChanged, this, &ExplorationController::showState);
    connect(bridge, &SessionBridge::infoChanged, this, &ExplorationController::showState);
    connect(bridge, &SessionBridge::answerArrived, this, &ExplorationController::answered);
    connect(&refresh_, &QTimer::timeout, this, [this] {
        refresh_.setInterval(betweenDecodes());
        if (bridge_->state() != RunState::Running) {
            followWeights();
            if (!refresh_.isActive()) return;
        }
        if (!wanted_.empty() && panels_.decoder->isVisible()) show(wanted_);
    });
    showState();
}

ExplorationController::~ExplorationController() { selection_->setCodes(nullptr); }

void ExplorationController::takeImages() {
    const auto& images = bridge_->images();
    // Another split of the same images leaves what is chosen.
    if (images != panels_.plane->points().images()) selection_->reset(images ? images->count() : 0);
    panels_.plane->setImages(images, bridge_->split());
    panels_.planePanel->setAttributes(images ? images->attributes() : std::vector<Attribute>());
}

void ExplorationController::connectPlane() {
    const auto overviews = [reader = new TileReader(bridge_, this)](const std::shared_ptr<const ImageSet>& images,
                                                                    int64_t image, int side, uint8_t ground,
                                                                    std::function<void(const TileOverview&)> then) {
        reader->read(images, image, side, ground, std::move(then));
    };
    panels_.plane->setTileOverviews(overviews);
    panels_.data->setTileOverviews(overviews);
    LatentPlane* plane = panels_.plane;
    connect(bridge_, &SessionBridge::imagesChanged, this, &ExplorationController::takeImages);
    connect(space_, &CodeSpace::changed, this, &ExplorationController::feedPlane);
    connect(space_, &CodeSpace::dimensionsChanged, this, [this](int dimensions) {
        panels_.decoder->setDimensions(dimensions);
        panels_.decoder->clear();
        wanted_.clear();
        forgetTrail();
        selection_->forgetPlaces();
    });
    space_->setNeighbours([plane](QPointF at) { return plane->near(at); });
    connect(plane, &LatentPlane::codesWanted, this, [this](bool wanted) { bridge_->session().wantCodes(wanted); });
    connect(plane, &LatentPlane::pointerMoved, this, &ExplorationController::pointTo);
    connect(plane, &LatentPlane::fileDropped, this, [this](const QString& file, QPointF) { openFile(file); });
    connect(plane, &LatentPlane::playRequested, panels_.interpolation, &InterpolationPanel::togglePlaying);
    connect(plane, &LatentPlane::showFileRequested, panels_.data, &DataPanel::showFileRequested);
    connect(plane, &LatentPlane::copyCodeRequested, this, [this](const PlaneTarget& target) {
        const auto own = space_->codeOf(target.image);
        QStringList values;
        for (const float value : own ? *own : space_->codeAt(target.at, space_->restOf(selection_->current())))
            values.append(QString::number(static_cast<double>(value), 'g', 6));
        QGuiApplication::clipboard()->setText(values.join(QLatin1Char(',')));
    });
    connect(panels_.planePanel, &LatentPlanePanel::exportRequested, this,
            [this](const QImage& image) { exportPicture(toPicture(image), tr("latent plane")); });
}

void ExplorationController::connectSelection() {
    connect(panels_.plane, &LatentPlane::imageHovered, this, &ExplorationController::hover);
    connect(selection_, &SelectionModel::keptChanged, this, &ExplorationController::showKept);
    // An image that has no place yet is not kept, and has a label all the same.
    connect(selection_, &SelectionModel::currentChanged, this,
            [this] { showLabel(bridge_->labelOf(selection_->current())); });
    connect(selection_, &SelectionModel::keptFollowed, this, [this] {
        const std::vector<float>& code = selection_->kept()->code;
        if (!code.empty() && code != wanted_) show(code);
    });
    connect(panels_.data, &DataPanel::setAsARequested, this,
            [this](qint64 image) { path_->setImage(PathEnd::A, image); });
    connect(panels_.data, &DataPanel::setAsBRequested, this,
            [this](qint64 image) { path_->setImage(PathEnd::B, image); });
}

void ExplorationController::connectDecoder() {
    DecoderPanel* decoder = panels_.decoder;
    connect(decoder, &DecoderPanel::codeChanged, this,
            [this](const std::vector<float>& code) { selection_->keepCode(code, SelectionModel::Pace::Running); });
    connect(decoder, &DecoderPanel::labelChosen, this, [this](int label) { showLabel(label); });
    connect(decoder, &DecoderPanel::endRequested, this, [this](PathEnd end) {
        if (!panels_.decoder->code().empty()) path_->setCode(end, panels_.decoder->code());
    });
    connect(decoder, &DecoderPanel::imageChosen, this, [this](qint64 image) { selection_->choose(image); });
    connect(decoder, &DecoderPanel::pinToggled, this, [this](bool pinned) {
        if (!pinned) selection_->letGoOfKept();
        else if (!wanted_.empty()) selection_->keepCode(wanted_);
    });
    connect(decoder, &DecoderPanel::exportRequested, this,
            [this] { exportPicture(toPicture(panels_.decoder->savedPicture()), tr("decoded")); });
}

void ExplorationController::feedPlane() {
    if (space_->map()) panels_.plane->setMap(bridge_->codes(), space_->map());
    else panels_.plane->setCodes(bridge_->codes(), space_->basis());
    // Codes that a project keeps of images that are gone.
    const auto& codes = bridge_->codes();
    if (!bridge_->images() && codes && codes->count != selection_->images()) selection_->reset(codes->count);
    selection_->follow();
    path_->follow();
    if (!trail_.empty()) showTrail();
    // Before anything was pointed at, the decoder shows the middle.
    if (wanted_.empty() && space_->dimensions() > 0) show(space_->codeAt({0, 0}));
    else if (unanswered_ && !wanted_.empty()) show(wanted_);
    showCoordinates();
}

void ExplorationController::showState() {
    const RunState state = bridge_->state();
    const RunInfo& info = *bridge_->info();
    const bool untrained = info.step == 0;
    panels_.plane->setFaint(untrained);
    panels_.plane->setCodesFollow(state != RunState::Failed);
    panels_.decoder->setFaint(untrained);
    const auto& codes = bridge_->codes();
    const bool gone = !info.imagesGone.empty() && !bridge_->images() && !(codes && codes->encoded > 0);
    panels_.plane->setHint(gone                                               ? tr("The points need the images")
                           : state == RunState::Ready && untrained            ? tr("step 0: press Train (T)")
                           : state == RunState::Loading && !bridge_->images() ? tr("The images are being read")
                                                                              : QString());
    if (state == RunState::Running && !refresh_.isActive()) refresh_.start(betweenDecodes());
    if (state != RunState::Running) followWeights();
    showLabels();
    if (info.spec.shape.labelNames != knownLabels_) {
        knownLabels_ = info.spec.shape.labelNames;
        panels_.plane->setKnownLabels(knownLabels_);
    }
    if (!info.spec.recipe.parts.empty()) panels_.plane->setPriorSpread(priorSpread(info.spec));
}

// At rest: another run, or the best weights, may be shown a moment before they can be asked.
void ExplorationController::followWeights() {
    const int64_t step = bridge_->info()->step;
    const bool decoded = wanted_.empty() || panels_.decoder->step() == step;
    const bool walked = path_->walkedStep() < 0 || path_->walkedStep() == step;
    if (decoded && walked) return refresh_.stop();
    if (!walked) path_->walk();
    if (!refresh_.isActive()) refresh_.start(betweenDecodes());
    if (!decoded) show(wanted_);
}

int ExplorationController::betweenDecodes() const {
    const double decode = bridge_->session().pointerLatency().first;
    return std::clamp(static_cast<int>(decode * kRestForEachMillisecond), kDecodeAgainEvery, kDecodeAgainAtLeastEvery);
}

void ExplorationController::showCoordinates() {
    const auto& basis = space_->basis();
    const std::vector<float>& code = panels_.decoder->code();
    panels_.decoder->setPath(path_->pathWith(code));
    if (!basis || static_cast<int>(code.size()) != space_->dimensions() || code.empty()) return;
    if (space_->map()) return showNear();
    const QPointF at = space_->place(code);
    if (basis->kind == PlaneBasis::Kind::Pca) panels_.decoder->setCoordinates(tr("PC 1"), at.x(), tr("PC 2"), at.y());
    else panels_.decoder->setCoordinates(axisName(basis->axisX), at.x(), axisName(basis->axisY), at.y());
}

void ExplorationController::pointTo(QPointF at) {
    if (panels_.interpolation->isPlaying()) return;
    const std::vector<float> code = space_->codeUnder(at, space_->restOf(selection_->current()));
    near_ = space_->map() ? panels_.plane->near(at) : std::vector<NearImage>();
    if (!code.empty()) show(code);
}

void ExplorationController::showNear() {
    std::vector<NearPicture> pictures;
    const auto& images = bridge_->images();
    for (const NearImage& near : near_) {
        // A project whose images are gone has their codes all the same.
        const bool there = images && near.image < images->count();
        pictures.push_back({near.image, there ? toImage(images->picture(near.image)) : QImage(),
                            there ? text(images->nameOf(near.image)) : tr("image %1").arg(near.image + 1),
                            near.weight});
    }
    panels_.decoder->setNear(std::move(pictures));
}

void ExplorationController::showKept() {
    const std::optional<KeptPoint>& kept = selection_->kept();
    panels_.decoder->setPinned(kept.has_value());
    forgetTrail();
    near_.clear();
    if (!kept) return;
    // A place that borrows, and not a code that lies there because it is near to what does.
    if (space_->map() && kept->image < 0 && space_->codeUnder(kept->at, {}) == kept->code)
        near_ = panels_.plane->near(kept->at);
    showLabel(bridge_->labelOf(kept->image));
    if (!kept->code.empty()) show(kept->code);
}

void ExplorationController::showPlaying(bool playing) {
    playedPictures_ = 0;
    sincePlayed_.start();
    if (playing) return;
    Q_EMIT played(-1);
    // What was kept is shown again; else the decoder stays where the walk is.
    const auto& kept = selection_->kept();
    if (kept && !kept->code.empty()) show(kept->code);
}

void ExplorationController::countPlayed() {
    ++playedPictures_;
    const qint64 passed = sincePlayed_.elapsed();
    if (passed < 1000) return;
    Q_EMIT played(qRound(playedPictures_ * 1000.0 / static_cast<double>(passed)));
    playedPictures_ = 0;
    sincePlayed_.start();
}

void ExplorationController::show(const std::vector<float>& code) {
    wanted_ = code;
    unanswered_ = false;
    ticket_ = bridge_->session().decode(Lane::Pointer, {{code}});
}

void ExplorationController::showLabel(int64_t label) {
    if (label < 0 || label >= static_cast<int64_t>(labels_.size())) return;
    bridge_->session().showLabel(label);
    layers_->outdate();
    panels_.decoder->setLabel(static_cast<int>(label));
    const QString name = text(labels_[static_cast<size_t>(label)]);
    panels_.interpolation->setDrawnLabel(name);
    panels_.plane->setDrawnLabel(name);
}

void ExplorationController::showLabels() {
    const ModelSpec& spec = bridge_->info()->spec;
    const std::vector<std::string> names = spec.conditional() ? spec.shape.labelNames : std::vector<std::string>();
    if (names == labels_) return;
    labels_ = names;
    panels_.decoder->setLabels(names);
    QStringList texts;
    for (const std::string& name : names) texts.append(text(name));
    panels_.reconstructions->setLabels(texts, [this](qint64 image) { return bridge_->labelOf(image); });
    if (labels_.empty()) {
        panels_.interpolation->setDrawnLabel({});
        panels_.plane->setDrawnLabel({});
        return;
    }
    // What is chosen is still chosen, whichever run decodes it.
    showLabel(std::max(0, bridge_->labelOf(selection_->current())));
}

void ExplorationController::hover(qint64 image) {
    cardImage_ = image;
    if (const auto code = space_->codeOf(image))
        cardTicket_ = bridge_->session().decode(Lane::Selection, {{*code}, bridge_->labelOf(image)});
}

void ExplorationController::answered(Lane lane) {
    const auto answer = bridge_->answer(lane);
    if (!answer) return;
    if (lane == Lane::Pointer && answer->ticket == ticket_) unanswered_ = !answer->error.code.empty();
    // An older place is shown as long as no newer one is there: where decoding takes longer than places come, waiting
    // for the newest would show none.
    const bool newer = answer->ticket >= shownTicket_ && answer->ticket <= ticket_ && !wanted_.empty();
    if (lane == Lane::Pointer && newer && !answer->pictures.empty() && !answer->z.empty() &&
        static_cast<int>(answer->z.front().size()) == space_->dimensions()) {
        if (answer->ticket != shownTicket_ && panels_.interpolation->isPlaying()) countPlayed();
        shownTicket_ = answer->ticket;
        panels_.decoder->setDecoded(answer->pictures.front(), answer->z.front(), answer->weightsStep);
        showCoordinates();
    }
    if (lane == Lane::Selection && answer->ticket == cardTicket_ && cardImage_ >= 0 && !answer->pictures.empty())
        panels_.plane->setCardDecode(cardImage_, answer->pictures.front());
}

void ExplorationController::openFile(const QString& file) {
    const auto take = [this, name = QFileInfo(file).fileName()](const std::vector<float>& code,
                                                                const Picture& picture) {
        // The way to a place stays with it, unlike the way to what was kept before.
        std::vector<std::vector<float>> trail = std::exchange(trail_, {});
        selection_->placeOutside({name, picture, code, {}});
        if (trail.empty()) return;
        trail_ = std::move(trail);
        trail_.push_back(code);
        showTrail();
    };
    // Without an encoder the code is searched for, and is seen on its way.
    path_->encodeFile(file, take, [this](const std::vector<float>& code) {
        if (trail_.empty()) selection_->letGoOfKept();
        trail_.push_back(code);
        showTrail();
        show(code);
    });
}

void ExplorationController::showTrail() {
    std::vector<QPointF> places;
    places.reserve(trail_.size());
    for (const auto& code : trail_) places.push_back(space_->place(code));
    panels_.plane->setTrail(std::move(places));
}

void ExplorationController::forgetTrail() {
    if (trail_.empty()) return;
    trail_.clear();
    panels_.plane->setTrail({});
}

void ExplorationController::exportPicture(const Picture& picture, const QString& name) {
    if (picture.empty()) return;
    file_dialogs::save(
        panels_.plane->window(), tr("Save the Picture"), QStringLiteral("pictures"), name + QStringLiteral(".png"),
        {tr("PNG picture (*.png)")}, [this, picture](const QString& file) {
            path_->watch(bridge_->session().exportPicture(toPath(file), picture), panels_.plane->strip(), file);
        });
}

}  // namespace zscape
