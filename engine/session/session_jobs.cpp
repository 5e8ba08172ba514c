#include "engine/session/session.h"

#include "engine/core/work_counter.h"
#include "engine/session/selection_table.h"
#include "engine/session/session_implementation.h"

#include <utility>

namespace zscape {
namespace {

/// \param images ascending
void requireAtHand(const ImageSet* set, const std::vector<int64_t>& images) {
    if (!set || (!images.empty() && (images.front() < 0 || images.back() >= set->count())))
        throw Error("selection.images", "These images are not at hand any more. Open them first.");
}

}  // namespace

JobId Session::readPictureFile(std::filesystem::path file) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Reading a picture",
                           [&impl, file = std::move(file)](JobId id, std::stop_token, const ProgressSink&) {
                               Picture picture = impl.engine.get().readPictureFile(file);
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

JobId Session::exportStrip(std::filesystem::path file, std::vector<Picture> pictures) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Writing the strip", [&impl, file = std::move(file), pictures = std::move(pictures)](
                                                    JobId, std::stop_token, const ProgressSink&) {
        impl.engine.get().exportStrip(file, pictures);
    });
}

JobId Session::exportFilm(std::filesystem::path file, FilmSettings settings, DecodeRequest stops) {
    constexpr const char* kDecoding = "Decoding the film";
    Implementation& impl = *impl_;
    return impl.jobs.start(kDecoding, [&impl, file = std::move(file), settings, stops = std::move(stops)](
                                          JobId, std::stop_token stop, const ProgressSink& sink) {
        requireFilm(settings);
        WorkCounter decoded(kDecoding, std::ssize(stops.z), sink);
        const std::vector<Picture> pictures = impl.service.decodeFilm(
            stops, [&](size_t done) { decoded.tell(static_cast<int64_t>(done)); }, stop);
        if (auto warning = impl.engine.get().exportFilm(file, settings, pictures, sink, std::move(stop)))
            impl.shared.events.push(event::Warning{std::move(*warning)});
    });
}

JobId Session::exportPicture(std::filesystem::path file, Picture picture) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Writing the picture", [&impl, file = std::move(file), picture = std::move(picture)](
                                                      JobId, std::stop_token, const ProgressSink&) {
        impl.engine.get().exportPicture(file, picture);
    });
}

JobId Session::exportTable(std::filesystem::path file, std::vector<int64_t> images) {
    return impl_->jobs.start("Writing the table", [file = std::move(file), images = std::move(images),
                                                   set = this->images(), split = this->split(), codes = this->codes()](
                                                      JobId, std::stop_token stop, const ProgressSink& sink) {
        requireAtHand(set.get(), images);
        writeSelectionTable(file, *set, split.get(), codes && codes->count == set->count() ? codes.get() : nullptr,
                            images, sink, stop);
    });
}

JobId Session::copyImages(std::filesystem::path into, std::string name, std::vector<int64_t> images) {
    Implementation& impl = *impl_;
    return impl.jobs.start(
        "Copying files", [&impl, into = std::move(into), name = std::move(name), images = std::move(images),
                          set = this->images()](JobId id, std::stop_token stop, const ProgressSink& sink) {
            requireAtHand(set.get(), images);
            std::filesystem::path folder = impl.engine.get().copyImages(into, name, *set, images, sink, stop);
            const std::lock_guard lock(impl.resultsMutex);
            impl.copies[id] = std::move(folder);
            keepNewest(impl.copies, Implementation::kLargeResultsKept);
        });
}

std::filesystem::path Session::copiedTo(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->copies.find(id);
    return found != impl_->copies.end() ? found->second : std::filesystem::path();
}

JobId Session::readTileOverview(std::shared_ptr<const ImageSet> images, int64_t image, int side, uint8_t ground) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Reading a picture", [&impl, images = std::move(images), image, side, ground](
                                                    JobId id, std::stop_token, const ProgressSink&) {
        std::optional<TileOverview> overview = impl.engine.get().tileOverview(*images, image, side, ground);
        if (!overview) return;
        const std::lock_guard lock(impl.resultsMutex);
        impl.overviews[id] = std::move(*overview);
        keepNewest(impl.overviews, Implementation::kLargeResultsKept);
    });
}

std::optional<TileOverview> Session::tileOverviewOf(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->overviews.find(id);
    return found != impl_->overviews.end() ? std::optional(found->second) : std::nullopt;
}

JobId Session::inspect(std::vector<std::string> sources) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Looking at the files",
                           [&impl, sources = std::move(sources)](JobId id, std::stop_token stop, const ProgressSink&) {
                               SourceSummary summary = impl.engine.get().inspect(sources, std::move(stop));
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

JobId Session::readForImport(ImportRequest request, double heldOutFraction) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Reading images", [&impl, request = std::move(request), heldOutFraction](
                                                 JobId id, std::stop_token stop, const ProgressSink& sink) {
        PreviewBuilder preview([&impl, id](std::shared_ptr<const LoadPreview> pictures) {
            {
                const std::lock_guard lock(impl.resultsMutex);
                impl.previews[id] = std::move(pictures);
            }
            impl.shared.events.notify();
        });
        // Whatever the end is: what was shown on the way goes.
        const std::shared_ptr<void> forget(nullptr, [&impl, id](void*) {
            const std::lock_guard lock(impl.resultsMutex);
            impl.previews.erase(id);
        });
        impl.keepImported(id,
                          impl.engine.get().readForImport(request, heldOutFraction, preview, sink, std::move(stop)));
    });
}

JobId Session::arrangeForImport(std::shared_ptr<const Imported> base, ImportSettings settings, double heldOutFraction) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Arranging images", [&impl, base = std::move(base), settings = std::move(settings),
                                                heldOutFraction](JobId id, std::stop_token stop, const ProgressSink&) {
        impl.keepImported(id, impl.engine.get().arrangeForImport(*base, settings, heldOutFraction, std::move(stop)));
    });
}

std::shared_ptr<const LoadPreview> Session::importPreview(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->previews.find(id);
    return found != impl_->previews.end() ? found->second : nullptr;
}

std::shared_ptr<const Imported> Session::importedBy(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->imported.find(id);
    return found != impl_->imported.end() ? found->second : nullptr;
}

std::vector<JobStatus> Session::jobs() const { return impl_->jobs.statuses(); }
void Session::cancel(JobId id) { impl_->jobs.cancel(id); }

}  // namespace zscape
