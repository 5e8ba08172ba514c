#include "engine/project/project.h"
#include "engine/session/session_implementation.h"

#include <algorithm>

/// The project's runs, besides what the run thread does with them.
namespace zscape {
namespace {

constexpr size_t kCurvesKept = 8;  // of a long run they are large

}  // namespace

CommandId Session::show(ShowRequest request) { return impl_->loop.submit(command::Show{request}); }
CommandId Session::edit(RunEdit edit) { return impl_->loop.submit(command::Edit{std::move(edit)}); }

std::shared_ptr<const RunList> Session::runs() const { return impl_->shared.runs.get(); }

JobId Session::readCurves(int64_t run) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Reading curves", [&impl, run](JobId id, std::stop_token, const ProgressSink&) {
        const auto place = impl.shared.runs.get()->place;
        auto curves = std::make_shared<const StoredCurves>(zscape::curvesOf(Project::openForReading(place), run));
        const std::lock_guard lock(impl.resultsMutex);
        impl.curves[id] = std::move(curves);
        while (impl.curves.size() > kCurvesKept) impl.curves.erase(impl.curves.begin());
    });
}

std::shared_ptr<const StoredCurves> Session::curvesOf(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->curves.find(id);
    return found != impl_->curves.end() ? found->second : nullptr;
}

JobId Session::exportCurves(std::filesystem::path file, int64_t run) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Writing curves",
                           [&impl, run, file = std::move(file)](JobId, std::stop_token, const ProgressSink&) {
                               const auto current = impl.shared.metrics.get();
                               const bool isCurrent = run == 0 || run == impl.shared.info.get()->run;
                               if (isCurrent && current) return writeCurves(file, *current);
                               const auto place = impl.shared.runs.get()->place;
                               writeCurves(file, *zscape::curvesOf(Project::openForReading(place), run).metrics);
                           });
}

std::string Session::commandOf(int64_t run) const {
    const auto list = impl_->shared.runs.get();
    const auto row = std::find_if(list->rows.begin(), list->rows.end(), [run](const RunRow& candidate) {
        return run == 0 ? candidate.current : candidate.id == run;
    });
    const auto images = impl_->shared.images.get();
    if (row == list->rows.end() || !images) return {};
    const auto settings = impl_->shared.importSettings.get();
    const std::filesystem::path project = impl_->shared.info.get()->project;
    return zscape::commandOf(row->config, {images->sources(), settings ? *settings : ImportSettings()},
                             project.empty() ? "new.zscape" : project.string());
}

}  // namespace zscape
