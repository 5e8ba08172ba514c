#include "ui/shell/path_control.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/code_space.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/film_control.h"
#include "ui/plane/interpolation_strip.h"
#include "ui/widgets/image.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_mime.h"

#include <QFileInfo>

#include <algorithm>

namespace zscape {

namespace {

// The panel's own strip() is the row of pictures; this is the one for messages.
MessageStrip* messages(PanelFrame* panel) { return panel->strip(); }

}  // namespace

PathControl::PathControl(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
                         QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      selection_(selection),
      space_(space),
      film_(new FilmControl(bridge, panels.interpolation, selection, this)) {
    connect(film_, &FilmControl::written, this, &PathControl::exported);
    connectPlane();
    connectPanel();
    connect(selection, &SelectionModel::endChanged, this, &PathControl::takeEnd);
    connect(bridge, &SessionBridge::answerArrived, this, &PathControl::answered);
    connect(bridge, &SessionBridge::jobEnded, this, &PathControl::jobEnded);
}

void PathControl::connectPlane() {
    LatentPlane* plane = panels_.plane;
    connect(plane, &LatentPlane::endRequested, this, [this](PathEnd end, const PlaneTarget& target) {
        // The place of a picture from outside means the picture.
        const auto& outside = selection_->outside();
        if (target.image < 0 && outside && selection_->keepsOutside() && target.at == selection_->kept()->at)
            return selection_->setEnd(end, endFrom(*outside));
        // A point whose image is gone has its code all the same.
        if (target.image >= 0 && bridge_->images()) setImage(end, target.image);
        else setCode(end, space_->codeOf(target.image).value_or(space_->codeAt(target.at)));
    });
    connect(plane, &LatentPlane::endFileDropped, this, &PathControl::setFile);
    connect(plane, &LatentPlane::endCodeDropped, this, &PathControl::setCode);
    connect(plane, &LatentPlane::stopHovered, panels_.interpolation, &InterpolationPanel::setHoveredStop);
    connect(plane, &LatentPlane::stopClicked, this, [this](int stop) {
        panels_.interpolation->setCurrentStop(stop);
        goTo(stop);
    });
}

void PathControl::connectPanel() {
    InterpolationPanel* panel = panels_.interpolation;
    connect(panel, &InterpolationPanel::stepsChanged, this, &PathControl::walk);
    connect(panel, &InterpolationPanel::kindChanged, this, &PathControl::walk);
    connect(panel, &InterpolationPanel::imageDropped, this,
            [this](PathEnd end, qint64 image) { setImage(end, image); });
    connect(panel, &InterpolationPanel::codeDropped, this, &PathControl::setCode);
    connect(panel, &InterpolationPanel::fileDropped, this, &PathControl::setFile);
    connect(panel, &InterpolationPanel::endClicked, this,
            [this](PathEnd end) { goTo(end == PathEnd::A ? 0 : static_cast<int>(stops_.size()) - 1); });
    connect(panel, &InterpolationPanel::currentStopChanged, this, [this](int stop) {
        // While the path plays the marker moves by itself, and what was kept stays kept.
        if (panels_.interpolation->isPlaying()) panels_.plane->setCurrentStop(stop);
        else goTo(stop);
    });
    panel->stripWidget()->setDragSource([this, panel](int stop) -> std::unique_ptr<QMimeData> {
        const auto at = static_cast<size_t>(stop);
        if (at >= stops_.size() || at >= panel->decoded().size()) return nullptr;
        const QImage image = toImage(panel->decoded()[at]);
        auto mime = codeMime(stops_[at], image);
        addPictureFile(*mime, image, tr("step %1").arg(stop + 1));
        return mime;
    });
    connect(panel, &InterpolationPanel::walkedTo, this, &PathControl::playAt);
    connect(panel, &InterpolationPanel::markerMoved, panels_.plane, &LatentPlane::setMarker);
    connect(panel, &InterpolationPanel::exportRequested, this, &PathControl::exportAs);
}

std::optional<DecoderPanel::Path> PathControl::pathWith(const std::vector<float>& code) const {
    const auto& a = selection_->end(PathEnd::A);
    const auto& b = selection_->end(PathEnd::B);
    if (!a || !b || !a->hasPlace() || !b->hasPlace()) return std::nullopt;
    const auto named = [](const EndPoint& end, const char* letter) {
        return end.name.isEmpty() ? QString::fromLatin1(letter) : end.name;
    };
    return DecoderPanel::Path{named(*a, "A"), named(*b, "B"),
                              placeBetween(a->code, b->code, code, panels_.interpolation->kind())};
}

void PathControl::goTo(int stop) {
    panels_.plane->setCurrentStop(stop);
    if (stop < 0 || static_cast<size_t>(stop) >= stops_.size()) return;
    selection_->keepCode(stops_[static_cast<size_t>(stop)], SelectionModel::Pace::Running);
}

void PathControl::playAt(double place) {
    const auto& a = selection_->end(PathEnd::A);
    const auto& b = selection_->end(PathEnd::B);
    if (!a || !b || !a->hasPlace() || !b->hasPlace()) return;
    Q_EMIT walked(codeBetween(a->code, b->code, place, panels_.interpolation->kind()));
}

void PathControl::setImage(PathEnd end, int64_t image) {
    const auto& images = bridge_->images();
    if (!images || image < 0 || image >= images->count()) return;
    selection_->setEnd(end, EndPoint{image, {}, {}, images->picture(image), text(images->nameOf(image)), {}});
}

void PathControl::setCode(PathEnd end, const std::vector<float>& code) {
    if (space_->fits(code)) selection_->setEnd(end, EndPoint{-1, {}, code, {}, {}, {}});
}

void PathControl::setFile(PathEnd end, const QString& file) {
    encodeFile(file,
               [this, end, name = QFileInfo(file).fileName()](const std::vector<float>& code, const Picture& picture) {
                   selection_->setEnd(end, EndPoint{-1, {}, code, picture, name, {}});
               });
}

void PathControl::takeEnd(PathEnd end) {
    const auto& point = selection_->end(end);
    const auto& images = bridge_->images();
    const bool file = point && point->image >= 0 && images && point->image < images->count();
    panels_.interpolation->setEndFile(end, file ? fromPath(images->fileOf(point->image)) : QString());
    encodeEnds(Ask::Anew);
    walk();
}

bool PathControl::isEncoded(const EndPoint& end) const {
    if (end.picture.empty()) return false;
    const ModelSpec& spec = bridge_->info()->spec;
    return end.image < 0 || spec.recipe.parts.empty() || !hasCodeTable(spec) || !space_->codeOf(end.image);
}

bool PathControl::encodeEnds(Ask ask) {
    EncodeRequest request;
    std::array<bool, 2> asked{};
    bool moved = false;
    for (const PathEnd which : {PathEnd::A, PathEnd::B}) {
        const auto& end = selection_->end(which);
        if (!end || end->picture.empty()) continue;
        if (!isEncoded(*end)) {
            const std::vector<float> own = space_->codeOf(end->image).value();
            moved = moved || end->code != own;
            selection_->followEnd(which, own);
            continue;
        }
        asked[indexOf(which)] = true;
        request.pictures.push_back(end->picture);
        request.labels.push_back(bridge_->labelOf(end->image));
    }
    // A search takes longer than weights take to change: asked at each change, it would never be answered.
    if (ask == Ask::WhenAnswered && endsTicket_ != 0 && !endsAnswered_) return moved;
    endsTicket_ = request.pictures.empty() ? 0 : bridge_->session().encode(Lane::Ends, std::move(request));
    endsAnswered_ = false;
    endsAsked_ = asked;
    return moved;
}

void PathControl::takeEnds(const ServiceAnswer& answer) {
    endsAnswered_ = true;
    auto code = answer.z.begin();
    bool moved = false;
    for (const PathEnd which : {PathEnd::A, PathEnd::B}) {
        if (!endsAsked_[indexOf(which)] || code == answer.z.end()) continue;
        const std::vector<float>& found = *code++;
        const auto& end = selection_->end(which);
        // It may have been let go since, or have got a code of its own.
        if (!end || !isEncoded(*end)) continue;
        moved = moved || end->code != found;
        selection_->followEnd(which, found);
    }
    if (moved) walk();
}

void PathControl::follow() {
    if (encodeEnds(Ask::WhenAnswered)) walk();
    else showPath();
}

void PathControl::showDecoded() {
    const auto& strip = panels_.interpolation->decoded();
    if (strip.size() != stops_.size() || strip.empty()) return;
    for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
        const auto& point = selection_->end(end);
        if (point && point->picture.empty())
            selection_->setDecoded(end, end == PathEnd::A ? strip.front() : strip.back());
    }
}

void PathControl::walk() {
    const auto& a = selection_->end(PathEnd::A);
    const auto& b = selection_->end(PathEnd::B);
    if (!a || !b || a->code.empty() || b->code.empty()) {
        // One end alone: what the decoder draws there is still wanted.
        stops_.clear();
        walkTicket_ = 0;
        panels_.plane->setPath({});
        panels_.interpolation->setStrip({});
        for (const auto& end : {a, b})
            if (end && !end->code.empty() && end->picture.empty())
                walkTicket_ = bridge_->session().decode(Lane::Strip, {{end->code}});
        return;
    }
    const int steps = panels_.interpolation->steps();
    stops_ = pathBetween(a->code, b->code, steps, panels_.interpolation->kind());
    showPath();
    walkTicket_ = bridge_->session().walk(Lane::Strip, a->code, b->code, steps, panels_.interpolation->kind());
}

void PathControl::showPath() {
    std::vector<QPointF> places;
    places.reserve(stops_.size());
    for (const auto& code : stops_) places.push_back(space_->place(code));
    panels_.plane->setPath(std::move(places));
}

void PathControl::answered(Lane lane) {
    const auto answer = bridge_->answer(lane);
    if (!answer) return;
    if (lane == Lane::Ends && answer->ticket == endsTicket_ && !answer->searching) takeEnds(*answer);
    if (lane == Lane::Strip && answer->ticket == walkTicket_ && !answer->pictures.empty()) {
        if (selection_->end(PathEnd::A) && selection_->end(PathEnd::B) && answer->pictures.size() == stops_.size()) {
            walkedStep_ = answer->weightsStep;
            panels_.interpolation->setStrip(answer->pictures);
            showDecoded();
        } else if (answer->pictures.size() == 1) {
            for (const PathEnd end : {PathEnd::A, PathEnd::B})
                if (const auto& known = selection_->end(end); known && known->picture.empty())
                    selection_->setDecoded(end, answer->pictures.front());
        }
    }
    if (lane == Lane::Files) takeFiles();
}

void PathControl::takeFiles() {
    // Several may have been answered since the last look.
    std::vector<uint64_t> tickets;
    tickets.reserve(encoding_.size());
    for (const auto& [ticket, reading] : encoding_) tickets.push_back(ticket);
    for (const uint64_t ticket : tickets) {
        const auto found = encoding_.find(ticket);
        const auto answer = bridge_->session().fileAnswer(ticket);
        if (!answer || found == encoding_.end()) continue;
        const Reading done = found->second;
        if (answer->searching) {
            if (done.onWay && !answer->z.empty()) done.onWay(answer->z.front());
            continue;
        }
        encoding_.erase(found);
        if (answer->error.code.empty() && !answer->z.empty()) done.then(answer->z.front(), done.picture);
        else panels_.plane->strip()->showMessage(Tone::Bad, sentenceOf(answer->error));
    }
}

void PathControl::encodeFile(const QString& file, std::function<void(const std::vector<float>&, const Picture&)> then,
                             OnWay onWay) {
    reading_[bridge_->session().readPictureFile(toPath(file))] = Reading{std::move(then), std::move(onWay), {}};
}

void PathControl::jobEnded(JobId job, event::JobEnded::How how, const QString& sentence) {
    if (const auto found = reading_.find(job); found != reading_.end()) {
        Reading reading = found->second;
        reading_.erase(found);
        if (how == event::JobEnded::How::Failed) panels_.plane->strip()->showMessage(Tone::Bad, sentence);
        if (how != event::JobEnded::How::Done) return;
        reading.picture = bridge_->session().pictureOf(job);
        encoding_[bridge_->session().encode(Lane::Files, {{reading.picture}, {}})] = reading;
        return;
    }
    if (const auto found = watched_.find(job); found != watched_.end()) {
        const Watched watched = found->second;
        watched_.erase(found);
        if (how == event::JobEnded::How::Failed) watched.strip->showMessage(Tone::Bad, sentence);
        if (how == event::JobEnded::How::Done) Q_EMIT exported(watched.file);
    }
}

void PathControl::exportAs(InterpolationPanel::ExportFormat format) {
    const std::vector<Picture> pictures = panels_.interpolation->decoded();
    if (pictures.empty()) {
        messages(panels_.interpolation)->showMessage(Tone::Warn, tr("Choose A and B first: there is no path yet."));
        return;
    }
    using Format = InterpolationPanel::ExportFormat;
    const std::pair<Format, QString> offers[] = {{Format::Png, QStringLiteral(".png")},
                                                 {Format::Gif, QStringLiteral(".gif")},
                                                 {Format::Mp4, QStringLiteral(".mp4")}};
    QString name;
    for (const auto& [offered, ending] : offers)
        if (offered == format) name = tr("path") + ending;
    file_dialogs::save(
        panels_.plane->window(), tr("Save the Path"), QStringLiteral("pictures"), name,
        {tr("PNG picture (*.png)"), tr("GIF (*.gif)"), tr("MP4 film (*.mp4)")}, [this, pictures](const QString& file) {
            if (file.endsWith(QLatin1String(".png"), Qt::CaseInsensitive))
                watch(bridge_->session().exportStrip(toPath(file), pictures), messages(panels_.interpolation), file);
            else film_->write(file);
        });
}

void PathControl::watch(JobId job, MessageStrip* strip, const QString& file) { watched_[job] = {strip, file}; }

}  // namespace zscape
