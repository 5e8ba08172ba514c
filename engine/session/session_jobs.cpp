#include "engine/session/session.h"

#include "engine/core/paths.h"
#include "engine/data/picture_writers.h"
#include "engine/session/session_implementation.h"

#include <algorithm>
#include <utility>

namespace zscape {
namespace {

/// Small pictures are enlarged by a whole factor, so that they are visible in a file.
constexpr int kLeastStripSide = 128;
/// Without images the size of a model is not known: large enough to look at.
constexpr int kLooseSize = 64;
constexpr int64_t kInspectLimit = 100000;

void checkPictures(const std::vector<Picture>& pictures, const std::filesystem::path& file) {
    const bool empty = pictures.empty() || std::any_of(pictures.begin(), pictures.end(),
                                                       [](const Picture& picture) { return picture.empty(); });
    if (empty)
        throw Error("write.empty", "There is no picture yet to write to %1. Choose two images first.",
                    {displayName(file)});
}

template <typename Value>
void keepNewest(std::map<JobId, Value>& results, size_t most) {
    while (results.size() > most) results.erase(results.begin());
}

}  // namespace

JobId Session::readPictureFile(std::filesystem::path file) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Reading a picture",
                           [&impl, file = std::move(file)](JobId id, std::stop_token, const ProgressSink&) {
                               const auto images = impl.shared.images.get();
                               const auto settings = impl.shared.importSettings.get();
                               const ImportSettings rule = settings ? *settings : ImportSettings();
                               const auto shown = impl.shared.shown.get();
                               const auto info = shown ? shown->info : impl.shared.info.get();
                               const bool model = info->parameters > 0;  // its images may be gone
                               Picture picture = readPicture(file,
                                                             images  ? images->size()
                                                             : model ? info->spec.shape.size
                                                                     : kLooseSize,
                                                             images  ? images->channels()
                                                             : model ? info->spec.shape.channels
                                                                     : 3,
                                                             rule);
                               const std::lock_guard lock(impl.resultsMutex);
                               impl.pictures[id] = std::move(picture);
                               keepNewest(impl.pictures, Implementation::kResultsKept);
                           });
}

Picture Session::pictureOf(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->pictures.find(id);
    return found != impl_->pictures.end() ? found->second : Picture();
}

JobId Session::exportStrip(std::filesystem::path file, StripFormat format, std::vector<Picture> pictures) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Writing the strip", [&impl, file = std::move(file), format, pictures = std::move(pictures)](
                                                    JobId, std::stop_token stop, const ProgressSink&) {
        checkPictures(pictures, file);
        switch (format) {
            case StripFormat::Png:
                writePng(file, tile(enlarged(pictures, kLeastStripSide), static_cast<int>(pictures.size())));
                break;
            case StripFormat::Gif: writeGif(file, enlarged(pictures, kLeastFilmSide), kFilmDelay, stop); break;
            case StripFormat::Mp4:
                if (auto warning = writeMp4(file, enlarged(pictures, kLeastFilmSide), kFilmDelay, stop))
                    impl.shared.events.push(event::Warning{std::move(*warning)});
                break;
        }
    });
}

JobId Session::exportPicture(std::filesystem::path file, Picture picture) {
    return impl_->jobs.start("Writing the picture", [file = std::move(file), picture = std::move(picture)](
                                                        JobId, std::stop_token, const ProgressSink&) {
        checkPictures({picture}, file);
        writePng(file, picture);
    });
}

JobId Session::inspect(std::vector<std::string> sources) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Looking at the files",
                           [&impl, sources = std::move(sources)](JobId id, std::stop_token stop, const ProgressSink&) {
                               SourceSummary summary = inspectSources(sources, kInspectLimit, stop);
                               const std::lock_guard lock(impl.resultsMutex);
                               impl.summaries[id] = std::move(summary);
                               keepNewest(impl.summaries, Implementation::kResultsKept);
                           });
}

std::optional<SourceSummary> Session::summaryOf(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->summaries.find(id);
    return found != impl_->summaries.end() ? std::optional(found->second) : std::nullopt;
}

std::vector<JobStatus> Session::jobs() const { return impl_->jobs.statuses(); }
void Session::cancel(JobId id) { impl_->jobs.cancel(id); }

}  // namespace zscape
