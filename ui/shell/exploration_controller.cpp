#include "ui/shell/exploration_controller.h"

#include "engine/session/import_result.h"
#include "ui/bridge/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/plane/code_sliders.h"
#include "ui/plane/axes_picker.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/panel_binder.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/path_control.h"
#include "ui/widgets/image.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

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

ExplorationController::ExplorationController(SessionBridge* bridge, const PanelSet& panels, Actions* actions,
                                             QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      space_(new CodeSpace(bridge, this)),
      path_(new PathControl(bridge, panels, space_, this)) {
    connectPlane();
    connectSelection();
    connectDecoder();
    connect(actions->fit, &QAction::triggered, panels_.plane, &LatentPlane::fit);
    connect(actions->zoomIn, &QAction::triggered, this, [this] { panels_.plane->zoom(kNotch); });
    connect(actions->zoomOut, &QAction::triggered, this, [this] { panels_.plane->zoom(1 / kNotch); });
    connect(actions->playPath, &QAction::triggered, panels_.interpolation, &InterpolationPanel::togglePlaying);
    connect(path_, &PathControl::exported, this, &ExplorationController::exported);
    connect(actions->exportStrip, &QAction::triggered, path_,
            [this] { path_->exportAs(InterpolationPanel::ExportFormat::Png); });
    connect(bridge, &SessionBridge::stateChanged, this, &ExplorationController::showState);
    connect(bridge, &SessionBridge::infoChanged, this, &ExplorationController::showState);
    connect(bridge, &SessionBridge::answerArrived, this, &ExplorationController::answered);
    connect(&refresh_, &QTimer::timeout, this, [this] {
        refresh_.setInterval(betweenDecodes());
        if (!wanted_.empty() && panels_.decoder->isVisible()) show(wanted_);
    });
    showState();
}

void ExplorationController::connectPlane() {
    panels_.plane->setTileOverviews(overviewOf);
    LatentPlane* plane = panels_.plane;
    connect(bridge_, &SessionBridge::imagesChanged, this, [this] {
        panels_.plane->setImages(bridge_->images(), bridge_->split());
        panels_.planePanel->setAttributes(bridge_->images() ? bridge_->images()->attributes()
                                                            : std::vector<Attribute>());
        select(-1);
        keep(std::nullopt);
        path_->clear();
    });
    connect(space_, &CodeSpace::changed, this, &ExplorationController::feedPlane);
    connect(space_, &CodeSpace::dimensionsChanged, this, [this](int dimensions) {
        panels_.planePanel->setDimensions(dimensions);
        panels_.decoder->setDimensions(dimensions);
        panels_.decoder->clear();
        wanted_.clear();
        forgetTrail();
        keep(std::nullopt);
        panels_.plane->setKept(std::nullopt);
        path_->clear();
    });
    connect(panels_.planePanel, &LatentPlanePanel::axesChosen, space_, &CodeSpace::choose);
    connect(plane, &LatentPlane::codesWanted, this, [this](bool wanted) { bridge_->session().wantCodes(wanted); });
    connect(plane, &LatentPlane::pointerMoved, this, &ExplorationController::pointTo);
    connect(plane, &LatentPlane::keptPointChanged, this, &ExplorationController::keep);
    connect(plane, &LatentPlane::fileDropped, this, [this](const QString& file, QPointF) { openFile(file); });
    connect(plane, &LatentPlane::playRequested, panels_.interpolation, &InterpolationPanel::togglePlaying);
    connect(plane, &LatentPlane::showFileRequested, panels_.data, &DataPanel::showFileRequested);
    connect(plane, &LatentPlane::copyCodeRequested, this, [this](const PlaneTarget& target) {
        const auto own = space_->codeOf(target.image);
        QStringList values;
        for (const float value : own ? *own : space_->codeAt(target.at, rest()))
            values.append(QString::number(static_cast<double>(value), 'g', 6));
        QGuiApplication::clipboard()->setText(values.join(QLatin1Char(',')));
    });
    connect(panels_.planePanel, &LatentPlanePanel::exportRequested, this,
            [this](const QImage& image) { exportPicture(toPicture(image), tr("latent plane")); });
}

void ExplorationController::connectSelection() {
    connect(panels_.plane, &LatentPlane::imageHovered, this, [this](qint64 image) {
        panels_.data->setHovered(image);
        panels_.reconstructions->setHovered(image);
        hover(image);
    });
    connect(panels_.data, &DataPanel::imageHovered, this, [this](qint64 image) {
        panels_.plane->setHighlighted(image);
        panels_.reconstructions->setHovered(image);
    });
    connect(panels_.reconstructions, &ReconstructionsPanel::imageHovered, this, [this](qint64 image) {
        panels_.plane->setHighlighted(image);
        panels_.data->setHovered(image);
    });
    connect(panels_.plane, &LatentPlane::imageSelected, this, &ExplorationController::select);
    // From a list: the image's own point is kept, so that the decoder shows what the model makes of it.
    const auto fromList = [this](qint64 image) {
        select(image);
        const auto code = space_->codeOf(image);
        if (!code) return;
        const KeptPoint kept{image, space_->place(*code)};
        panels_.plane->setKept(kept);
        keep(kept);
    };
    connect(panels_.data, &DataPanel::imageSelected, this, fromList);
    connect(panels_.reconstructions, &ReconstructionsPanel::imageSelected, this, fromList);
    connect(panels_.data, &DataPanel::setAsARequested, this,
            [this](qint64 image) { path_->setImage(PathEnd::A, image); });
    connect(panels_.data, &DataPanel::setAsBRequested, this,
            [this](qint64 image) { path_->setImage(PathEnd::B, image); });
}

void ExplorationController::connectDecoder() {
    DecoderPanel* decoder = panels_.decoder;
    connect(decoder, &DecoderPanel::codeChanged, this, [this](const std::vector<float>& code) {
        forgetTrail();
        keepCode(code);
    });
    connect(decoder, &DecoderPanel::labelChosen, this, [this](int label) { showLabel(label); });
    connect(decoder, &DecoderPanel::endRequested, this, [this](PathEnd end) {
        if (!panels_.decoder->code().empty()) path_->setCode(end, panels_.decoder->code());
    });
    connect(decoder, &DecoderPanel::pinToggled, this, [this](bool pinned) {
        if (!pinned) {
            panels_.plane->setKept(std::nullopt);
            keep(std::nullopt);
        } else if (!wanted_.empty()) {
            const KeptPoint kept{-1, space_->place(wanted_)};
            keptCode_ = wanted_;
            panels_.plane->setKept(kept);
            panels_.decoder->setPinned(true);
        }
    });
    connect(decoder, &DecoderPanel::exportRequested, this,
            [this] { exportPicture(toPicture(panels_.decoder->picture()->image()), tr("decoded")); });
    decoder->picture()->setDragSource([this]() -> std::unique_ptr<QMimeData> {
        if (panels_.decoder->code().empty()) return nullptr;
        return codeMime(panels_.decoder->code(), panels_.decoder->picture()->image());
    });
}

void ExplorationController::feedPlane() {
    panels_.plane->setCodes(bridge_->codes(), space_->basis());
    if (space_->basis()) panels_.planePanel->showBasis(*space_->basis());
    // What is kept is a code, or an image, whose place moves with the weights and the axes.
    if (const auto kept = panels_.plane->kept()) {
        if (const auto own = space_->codeOf(kept->image)) {
            panels_.plane->setKept(KeptPoint{kept->image, space_->place(*own)});
            if (own != keptCode_) {
                keptCode_ = own;
                show(*own);
            }
        } else if (keptCode_) {
            // An image's code may be let go while the weights move fast; it comes again.
            panels_.plane->setKept(KeptPoint{kept->image, space_->place(*keptCode_)});
        }
    }
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
    if (state != RunState::Running && refresh_.isActive()) {
        refresh_.stop();
        if (!wanted_.empty()) show(wanted_);
    }
    showLabels();
    if (!info.spec.recipe.parts.empty()) panels_.planePanel->setPriorSpread(priorSpread(info.spec));
}

int ExplorationController::betweenDecodes() const {
    const double decode = bridge_->session().pointerLatency().first;
    return std::clamp(static_cast<int>(decode * kRestForEachMillisecond), kDecodeAgainEvery, kDecodeAgainAtLeastEvery);
}

void ExplorationController::showCoordinates() {
    const auto& basis = space_->basis();
    const std::vector<float>& code = panels_.decoder->code();
    if (!basis || static_cast<int>(code.size()) != space_->dimensions() || code.empty()) return;
    const QPointF at = space_->place(code);
    if (basis->kind == PlaneBasis::Kind::Pca) panels_.decoder->setCoordinates(tr("PC 1"), at.x(), tr("PC 2"), at.y());
    else panels_.decoder->setCoordinates(axisName(basis->axisX), at.x(), axisName(basis->axisY), at.y());
}

std::vector<float> ExplorationController::rest() const {
    // Principal components leave out what matters least: its mean. Two chosen axes leave out the rest of the selected
    // image.
    const auto& basis = space_->basis();
    if (!basis || basis->kind == PlaneBasis::Kind::Pca) return {};
    const auto code = space_->codeOf(selected_);
    return code ? *code : std::vector<float>();
}

void ExplorationController::pointTo(QPointF at) {
    const std::vector<float> code = space_->codeAt(at, rest());
    if (!code.empty()) show(code);
}

void ExplorationController::keep(const std::optional<KeptPoint>& kept) {
    panels_.decoder->setPinned(kept.has_value());
    forgetTrail();
    if (!kept) {
        keptCode_.reset();
        return;
    }
    showLabel(bridge_->labelOf(kept->image));
    const auto own = space_->codeOf(kept->image);
    keptCode_ = own ? *own : space_->codeAt(kept->at, rest());
    if (!keptCode_->empty()) show(*keptCode_);
}

void ExplorationController::keepCode(const std::vector<float>& code) {
    keptCode_ = code;
    panels_.plane->setKept(KeptPoint{-1, space_->place(code)});
    panels_.decoder->setPinned(true);
    show(code);
}

void ExplorationController::show(const std::vector<float>& code) {
    wanted_ = code;
    unanswered_ = false;
    ticket_ = bridge_->session().decode(Lane::Pointer, {{code}});
}

void ExplorationController::showLabel(int64_t label) {
    if (label < 0 || label >= static_cast<int64_t>(labels_.size())) return;
    bridge_->session().showLabel(label);
    panels_.decoder->setLabel(static_cast<int>(label));
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
    showLabel(0);
}

void ExplorationController::hover(qint64 image) {
    cardImage_ = image;
    if (const auto code = space_->codeOf(image))
        cardTicket_ = bridge_->session().decode(Lane::Selection, {{*code}, bridge_->labelOf(image)});
}

void ExplorationController::select(qint64 image) {
    selected_ = image;
    panels_.plane->setSelected(image);
    panels_.data->setSelected(image);
    panels_.reconstructions->setSelected(image);
}

void ExplorationController::undoOneThing() {
    if (selected_ >= 0) {
        select(-1);
    } else if (panels_.plane->kept()) {
        panels_.plane->setKept(std::nullopt);
        keep(std::nullopt);
    }
}

void ExplorationController::answered(Lane lane) {
    const auto answer = bridge_->answer(lane);
    if (!answer) return;
    if (lane == Lane::Pointer && answer->ticket == ticket_) unanswered_ = !answer->error.code.empty();
    if (lane == Lane::Pointer && answer->ticket == ticket_ && !answer->pictures.empty() && !answer->z.empty()) {
        panels_.decoder->setDecoded(answer->pictures.front(), answer->z.front(), answer->weightsStep);
        showCoordinates();
    }
    if (lane == Lane::Selection && answer->ticket == cardTicket_ && cardImage_ >= 0 && !answer->pictures.empty())
        panels_.plane->setCardDecode(cardImage_, answer->pictures.front());
}

void ExplorationController::openFile(const QString& file) {
    const auto take = [this](const std::vector<float>& code, const Picture&) {
        keepCode(code);
        if (trail_.empty()) return;
        trail_.push_back(code);
        showTrail();
    };
    // Without an encoder the code is searched for, and is seen on its way.
    path_->encodeFile(file, take, [this](const std::vector<float>& code) {
        if (trail_.empty()) {
            panels_.plane->setKept(std::nullopt);
            keep(std::nullopt);
        }
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
