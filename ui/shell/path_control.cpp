#include "ui/shell/path_control.h"

#include "ui/bridge/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/shell/code_space.h"
#include "ui/shell/file_dialogs.h"
#include "ui/widgets/message_strip.h"

#include <QFileInfo>

#include <algorithm>

namespace zscape {

namespace {

// The panel's own strip() is the row of pictures; this is the one for messages.
MessageStrip* messages(PanelFrame* panel) { return panel->strip(); }

}  // namespace

PathControl::PathControl(SessionBridge* bridge, const PanelSet& panels, CodeSpace* space, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      space_(space) {
    connectPlane();
    connectPanel();
    connect(bridge, &SessionBridge::answerArrived, this, &PathControl::answered);
    connect(bridge, &SessionBridge::jobEnded, this, &PathControl::jobEnded);
}

void PathControl::connectPlane() {
    LatentPlane* plane = panels_.plane;
    connect(plane, &LatentPlane::endRequested, this, [this](PathEnd end, const PlaneTarget& target) {
        // A point whose image is gone has its code all the same.
        if (target.image >= 0 && bridge_->images()) setImage(end, target.image);
        else setCode(end, space_->codeOf(target.image).value_or(space_->codeAt(target.at)));
    });
    connect(plane, &LatentPlane::endFileDropped, this, &PathControl::setFile);
    connect(plane, &LatentPlane::endMoved, this, [this](PathEnd end, QPointF place) {
        std::optional<End>& moved = at(end);
        if (!moved) return;
        if (!beforeMove_) beforeMove_ = moved;
        put(end, End{-1, space_->codeAt(place, moved->code), {}, {}});
    });
    connect(plane, &LatentPlane::endMoveFinished, this, [this] { beforeMove_.reset(); });
    connect(plane, &LatentPlane::endMoveCancelled, this, [this](PathEnd end) {
        if (beforeMove_) put(end, *beforeMove_);
        beforeMove_.reset();
    });
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
    connect(panel, &InterpolationPanel::clearRequested, this, &PathControl::clearEnd);
    connect(panel, &InterpolationPanel::endClicked, this,
            [this](PathEnd end) { goTo(end == PathEnd::A ? 0 : static_cast<int>(stops_.size()) - 1); });
    connect(panel, &InterpolationPanel::swapRequested, this, [this] {
        std::swap(ends_[0], ends_[1]);
        encodeEnds(Ask::Anew);
        showEnd(PathEnd::A);
        showEnd(PathEnd::B);
        walk();
    });
    connect(panel, &InterpolationPanel::currentStopChanged, this, [this](int stop) {
        // While the path plays the marker moves by itself, and what was kept stays kept.
        if (panels_.interpolation->isPlaying()) panels_.plane->setCurrentStop(stop);
        else goTo(stop);
    });
    connect(panel, &InterpolationPanel::markerMoved, panels_.plane, &LatentPlane::setMarker);
    connect(panel, &InterpolationPanel::exportRequested, this, &PathControl::exportAs);
}

void PathControl::goTo(int stop) {
    panels_.plane->setCurrentStop(stop);
    if (stop < 0 || static_cast<size_t>(stop) >= stops_.size()) return;
    const std::vector<float>& code = stops_[static_cast<size_t>(stop)];
    // By the decoder's own signal, so that plane, pin and picture follow as they do for its sliders.
    Q_EMIT panels_.decoder->codeChanged(code);
}

void PathControl::setImage(PathEnd end, int64_t image) {
    const auto& images = bridge_->images();
    if (!images || image < 0 || image >= images->count()) return;
    put(end, End{image, {}, images->picture(image), text(images->nameOf(image))});
}

void PathControl::setCode(PathEnd end, const std::vector<float>& code) {
    if (static_cast<int>(code.size()) == space_->dimensions() && !code.empty()) put(end, End{-1, code, {}, {}});
}

void PathControl::setFile(PathEnd end, const QString& file) {
    encodeFile(file,
               [this, end, name = QFileInfo(file).fileName()](const std::vector<float>& code, const Picture& picture) {
                   put(end, End{-1, code, picture, name});
               });
}

void PathControl::clearEnd(PathEnd end) {
    at(end).reset();
    showEnd(end);
    walk();
}

void PathControl::clear() {
    ends_ = {};
    beforeMove_.reset();
    showEnd(PathEnd::A);
    showEnd(PathEnd::B);
    walk();
}

void PathControl::put(PathEnd end, End what) {
    at(end) = std::move(what);
    encodeEnds(Ask::Anew);
    showEnd(end);
    walk();
}

bool PathControl::isEncoded(const End& end) const {
    if (end.picture.empty()) return false;
    const ModelSpec& spec = bridge_->info()->spec;
    return end.image < 0 || spec.recipe.parts.empty() || !hasCodeTable(spec) || !space_->codeOf(end.image);
}

bool PathControl::encodeEnds(Ask ask) {
    EncodeRequest request;
    std::array<bool, 2> asked{};
    bool moved = false;
    for (size_t i = 0; i < ends_.size(); ++i) {
        auto& end = ends_[i];
        if (!end || end->picture.empty()) continue;
        if (!isEncoded(*end)) {
            const std::vector<float> own = space_->codeOf(end->image).value();
            moved = moved || end->code != own;
            end->code = own;
            continue;
        }
        asked[i] = true;
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
    for (size_t i = 0; i < ends_.size() && code != answer.z.end(); ++i) {
        if (!endsAsked_[i]) continue;
        const std::vector<float>& found = *code++;
        auto& end = ends_[i];
        // It may have been let go since, or have got a code of its own.
        if (!end || !isEncoded(*end)) continue;
        moved = moved || end->code != found;
        end->code = found;
    }
    if (!moved) return;
    showEnd(PathEnd::A);
    showEnd(PathEnd::B);
    walk();
}

void PathControl::follow() {
    const bool moved = encodeEnds(Ask::WhenAnswered);
    for (const PathEnd end : {PathEnd::A, PathEnd::B})
        if (at(end)) showEnd(end);
    if (moved) walk();
    else showPath();
}

void PathControl::showEnd(PathEnd end) {
    const std::optional<End>& what = at(end);
    if (!what || what->code.empty()) {
        panels_.plane->setEnd(end, std::nullopt);
        // An image that is not encoded yet already stands in its place.
        panels_.interpolation->setEnd(end,
                                      what ? std::optional(ShownEnd{{}, what->picture, what->name}) : std::nullopt);
        return;
    }
    Picture picture = what->picture;
    if (picture.empty() && !stops_.empty()) {
        const auto& strip = panels_.interpolation->decoded();
        if (strip.size() == stops_.size()) picture = end == PathEnd::A ? strip.front() : strip.back();
    }
    const ShownEnd shown{space_->place(what->code), picture, what->name};
    panels_.plane->setEnd(end, shown);
    panels_.interpolation->setEnd(end, shown);
    const auto& images = bridge_->images();
    const bool file = what->image >= 0 && images && what->image < images->count();
    panels_.interpolation->setEndFile(end, file ? fromPath(images->fileOf(what->image)) : QString());
}

void PathControl::walk() {
    const auto& a = ends_[0];
    const auto& b = ends_[1];
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
        if (ends_[0] && ends_[1] && answer->pictures.size() == stops_.size()) {
            panels_.interpolation->setStrip(answer->pictures);
            showEnd(PathEnd::A);
            showEnd(PathEnd::B);
        } else if (answer->pictures.size() == 1) {
            for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
                const auto& known = at(end);
                if (!known || !known->picture.empty()) continue;
                const ShownEnd shown{space_->place(known->code), answer->pictures.front(), {}};
                panels_.plane->setEnd(end, shown);
                panels_.interpolation->setEnd(end, shown);
            }
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
    const QString suffix = format == Format::Png   ? QStringLiteral("png")
                           : format == Format::Gif ? QStringLiteral("gif")
                                                   : QStringLiteral("mp4");
    const QString filter = format == Format::Png   ? tr("PNG picture (*.png)")
                           : format == Format::Gif ? tr("GIF (*.gif)")
                                                   : tr("MP4 film (*.mp4)");
    const auto kind = format == Format::Png   ? Session::StripFormat::Png
                      : format == Format::Gif ? Session::StripFormat::Gif
                                              : Session::StripFormat::Mp4;
    file_dialogs::save(panels_.plane->window(), tr("Save the Path"), QStringLiteral("pictures"),
                       tr("path") + QLatin1Char('.') + suffix, {filter}, [this, kind, pictures](const QString& file) {
                           watch(bridge_->session().exportStrip(toPath(file), kind, pictures),
                                 messages(panels_.interpolation), file);
                       });
}

void PathControl::watch(JobId job, MessageStrip* strip, const QString& file) { watched_[job] = {strip, file}; }

}  // namespace zscape
