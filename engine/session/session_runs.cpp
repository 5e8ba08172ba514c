#include "engine/project/project.h"
#include "engine/session/run_curves.h"
#include "engine/session/session_implementation.h"

#include <algorithm>

/// The project's runs, besides what the run thread does with them.
namespace zscape {
namespace {

constexpr size_t kCurvesKept = 8;  // of a long run they are large
constexpr size_t kCommandsKept = 8;

RunCurves storedCurvesOf(const std::filesystem::path& place, int64_t run) {
    const Project project = Project::openForReading(place);
    return storedCurves(project, project.run(run).value());
}

}  // namespace

CommandId Session::show(ShowRequest request) { return impl_->loop.submit(command::Show{request}); }
CommandId Session::edit(RunEdit edit) { return impl_->loop.submit(command::Edit{std::move(edit)}); }

std::shared_ptr<const RunList> Session::runs() const { return impl_->shared.runs.get(); }

JobId Session::readCurves(int64_t run) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Reading curves", [&impl, run](JobId id, std::stop_token, const ProgressSink&) {
        const auto place = impl.shared.runs.get()->place;
        auto curves = std::make_shared<const RunCurves>(storedCurvesOf(place, run));
        const std::lock_guard lock(impl.resultsMutex);
        impl.curves[id] = std::move(curves);
        keepNewest(impl.curves, kCurvesKept);
    });
}

std::shared_ptr<const RunCurves> Session::curvesOf(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->curves.find(id);
    return found != impl_->curves.end() ? found->second : nullptr;
}

JobId Session::exportCurves(std::filesystem::path file, int64_t run) {
    Implementation& impl = *impl_;
    const bool shown = run == 0 || run == info()->run;
    return impl.jobs.start("Writing the curves", [&impl, run, shown, file = std::move(file), current = metrics(),
                                                  marks = marks()](JobId, std::stop_token stop, const ProgressSink&) {
        if (shown && current) return writeCurvesCsv(file, *current, marks, std::move(stop));
        if (run == 0)
            throw Error("model.none",
                        "There is no model yet. Add images, and choose a recipe that can work with them.");
        const RunCurves stored = storedCurvesOf(impl.shared.runs.get()->place, run);
        writeCurvesCsv(file, *stored.metrics, stored.marks, std::move(stop));
    });
}

JobId Session::writeCommand(int64_t run) {
    Implementation& impl = *impl_;
    return impl.jobs.start("Writing the command", [&impl, run](JobId id, std::stop_token, const ProgressSink&) {
        const auto list = impl.shared.runs.get();
        const auto row = std::find_if(list->rows.begin(), list->rows.end(), [run](const RunRow& candidate) {
            return run == 0 ? candidate.current : candidate.id == run;
        });
        const auto images = impl.shared.images.get();
        if (row == list->rows.end() || !images)
            throw Error("run.command",
                        "There is no run with its images to write a command for. Open its images first.");
        const auto settings = impl.shared.importSettings.get();
        const std::filesystem::path project = impl.shared.info.get()->project;
        std::string line =
            impl.engine.get().commandOf(row->config, {images->sources(), settings ? *settings : ImportSettings()},
                                        project.empty() ? "new.zscape" : project.string());
        const std::lock_guard lock(impl.resultsMutex);
        impl.commands[id] = std::move(line);
        keepNewest(impl.commands, kCommandsKept);
    });
}

std::string Session::commandOf(JobId id) const {
    const std::lock_guard lock(impl_->resultsMutex);
    const auto found = impl_->commands.find(id);
    return found != impl_->commands.end() ? found->second : std::string();
}

}  // namespace zscape
