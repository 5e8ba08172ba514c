#include "ui/shell/outside_images.h"

#include "ui/bridge/session_bridge.h"
#include "ui/plane/image_card.h"
#include "ui/plane/latent_plane.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/code_space.h"

namespace zscape {

OutsideImages::OutsideImages(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
                             QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      selection_(selection) {
    connect(selection, &SelectionModel::outsideChanged, this, [this] {
        encodedStep_ = bridge_->info()->step;
        encoding_ = 0;
        panels_.plane->imageCard()->setDecoded({});
        decode();
    });
    connect(selection, &SelectionModel::outsideFollowed, this, &OutsideImages::decode);
    connect(space, &CodeSpace::changed, this, &OutsideImages::encode);
    connect(bridge, &SessionBridge::answerArrived, this, [this](Lane lane) {
        if (lane == Lane::Files) answered();
    });
    connect(panels_.plane->imageCard(), &ImageCard::endRequested, this, &OutsideImages::setEnd);
    connect(panels_.plane->imageCard(), &ImageCard::closeRequested, selection, &SelectionModel::letGoOfOutside);
}

void OutsideImages::setEnd(PathEnd end) {
    if (const auto& image = selection_->outside()) selection_->setEnd(end, endFrom(*image));
}

void OutsideImages::decode() {
    const auto& image = selection_->outside();
    decoding_ = image ? bridge_->session().decode(Lane::Files, {{image->code}}) : 0;
}

void OutsideImages::encode() {
    const auto& image = selection_->outside();
    const RunInfo& info = *bridge_->info();
    if (!image || encoding_ != 0 || info.step == encodedStep_) return;
    if (info.spec.recipe.parts.empty() || hasCodeTable(info.spec)) return;
    encodedStep_ = info.step;
    encoding_ = bridge_->session().encode(Lane::Files, {{image->picture}, {}});
}

void OutsideImages::answered() {
    if (decoding_ != 0) {
        const auto answer = bridge_->session().fileAnswer(decoding_);
        if (answer && !answer->pictures.empty()) panels_.plane->imageCard()->setDecoded(answer->pictures.front());
        if (answer) decoding_ = 0;
    }
    if (encoding_ != 0) {
        const auto answer = bridge_->session().fileAnswer(encoding_);
        if (!answer || answer->searching) return;
        encoding_ = 0;
        if (!answer->z.empty()) selection_->followOutside(answer->z.front());
    }
}

}  // namespace zscape
