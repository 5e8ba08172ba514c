#include "engine/session/engine_backend.h"

#include "engine/core/paths.h"

#include <algorithm>
#include <atomic>

namespace zscape {
namespace {

/// Collects what decoding threads have ready, and shows it ten times a second.
class PreviewBuilder {
public:
    explicit PreviewBuilder(Board& board) : board_(board) {}

    void add(int64_t index, std::span<const uint8_t> pixels, int size, int channels) {
        if (index >= kMostPictures) return;
        std::shared_ptr<LoadPreview> shown;
        {
            const std::lock_guard lock(mutex_);
            preview_.size = size;
            preview_.channels = channels;
            if (preview_.pictures.size() <= static_cast<size_t>(index)) preview_.pictures.resize(static_cast<size_t>(index) + 1);
            preview_.pictures[static_cast<size_t>(index)] = {size, size, channels, {pixels.begin(), pixels.end()}};
            shown = copyIfTime();
        }
        put(std::move(shown));
    }

    void progress(const Progress& progress) {
        board_.loadProgress.put(std::make_shared<JobStatus>(JobStatus{0, progress}));
        std::shared_ptr<LoadPreview> shown;
        {
            const std::lock_guard lock(mutex_);
            preview_.done = progress.done;
            preview_.total = progress.total;
            shown = copyIfTime();
        }
        put(std::move(shown));
        board_.events.notify();
    }

private:
    static constexpr int64_t kMostPictures = 2000;

    std::shared_ptr<LoadPreview> copyIfTime() {
        const auto now = std::chrono::steady_clock::now();
        if (now - shown_ < std::chrono::milliseconds(100)) return nullptr;
        shown_ = now;
        return std::make_shared<LoadPreview>(preview_);
    }

    void put(std::shared_ptr<LoadPreview> shown) {
        if (!shown) return;
        board_.preview.put(std::move(shown));
        board_.events.notify();
    }

    Board& board_;
    std::mutex mutex_;
    LoadPreview preview_;                             ///< guarded by mutex_
    std::chrono::steady_clock::time_point shown_{};   ///< guarded by mutex_
};

}  // namespace

struct EngineBackend::Staged : StagedLoad {
    std::shared_ptr<const ImageSet> images;
    std::shared_ptr<const ImageSet> heldOut;
    std::vector<std::string> heldOutSources;
    ImportRequest request;
    std::optional<StoredSession> stored;
    std::vector<ErrorInfo> warnings;
};

std::shared_ptr<const ImageSet> EngineBackend::import(const ImportRequest& request, bool shown, std::stop_token stop) const {
    ImportOptions options;
    options.cacheFolder = options_.cacheFolder;
    options.cacheBudgetBytes = options_.cacheBudgetBytes;
    PreviewBuilder preview(board_);
    if (shown) options.onImage = [&preview](int64_t index, std::span<const uint8_t> pixels, int size, int channels) { preview.add(index, pixels, size, channels); };
    if (shown) options.onProgress = [&preview](const Progress& progress) { preview.progress(progress); };
    return importImages(request, options, stop);
}

std::shared_ptr<const ImageSet> EngineBackend::importHeldOut(const RunConfig& config, const ImportRequest& like, const ImageSet& images, std::stop_token stop) const {
    if (config.heldOutSources.empty()) return nullptr;
    ImportRequest request{config.heldOutSources, like.settings};
    request.settings.size = images.size();
    request.settings.channels = images.channels();
    return import(request, false, stop);
}

void EngineBackend::beforeLoad(const std::filesystem::path* project) {
    loaderConfig_ = remembered_;
    board_.loadProgress.put(std::make_shared<JobStatus>(JobStatus{0, {"Looking for images", 0, 0, -1}}));
    // A project's folder is open once at a time: to read this session's own again, it is let go first.
    if (project && !project_.place().empty() && std::filesystem::absolute(*project).lexically_normal() == project_.place()) project_.release();
}

std::unique_ptr<StagedLoad> EngineBackend::stageLoad(const ImportRequest& request, std::stop_token stop) {
    auto staged = std::make_unique<Staged>();
    staged->request = request;
    staged->images = import(request, true, stop);
    staged->heldOutSources = loaderConfig_.heldOutSources;
    staged->heldOut = importHeldOut(loaderConfig_, request, *staged->images, stop);
    return staged;
}

std::unique_ptr<StagedLoad> EngineBackend::stageOpen(const std::filesystem::path& project, std::stop_token stop) {
    auto staged = std::make_unique<Staged>();
    staged->stored.emplace(readProject(project));
    const StoredSession& stored = *staged->stored;
    staged->request = stored.request;
    staged->heldOutSources = stored.config.heldOutSources;
    try {
        staged->images = import(stored.request, true, stop);
        staged->heldOut = importHeldOut(stored.config, stored.request, *staged->images, stop);
    } catch (const Error& error) {
        const std::string first = stored.request.sources.empty() ? std::string() : displayName(stored.request.sources.front());
        throw Error("project.images", "The images of this project, %1, cannot be read: %2 Put them back where they were, then open the project again.",
                    {first, error.info().sentence()});
    }
    if (staged->images->fingerprint() != stored.data.fingerprint)
        staged->warnings.push_back({"project.images-changed",
                                    "The images have changed since this project was saved: it had %1, now there are %2. Curves and points may not fit together.",
                                    {std::to_string(stored.data.images), std::to_string(staged->images->count())}});
    return staged;
}

Adopted EngineBackend::adopt(std::unique_ptr<StagedLoad> load) {
    Staged& staged = static_cast<Staged&>(*load);
    Adopted adopted;
    adopted.images = staged.images;
    adopted.warnings = std::move(staged.warnings);
    std::optional<BuiltRun> run;
    const bool heldOutApart = staged.heldOut != nullptr;
    if (staged.stored && staged.stored->run) {
        // A project whose weights cannot be read is not opened at all: what was stays.
        run = buildStoredRun(staged.images, heldOutApart, staged.stored->config, specFromJson(staged.stored->run->spec));
        if (staged.stored->checkpoint) run->trainer->restore(staged.stored->checkpoint->bytes);
        adopted.trained = run->trainer->step() > 0;
    }
    std::optional<ErrorInfo> noModel;
    if (!run) {
        try {
            RunConfig config = remembered_;
            config.heldOutSources = staged.heldOutSources;
            run = buildRun(staged.images, heldOutApart, config);
        } catch (...) {
            noModel = describeCurrentException();
            adopted.warnings.push_back(*noModel);
        }
    }
    // From here on nothing fails: the new images and their model take the place of the old ones.
    dropModel();
    project_.forget(staged.stored ? staged.stored->project.folder() : std::filesystem::path());
    takeImages(staged.images, staged.heldOut, staged.request);
    heldOutSources_ = staged.heldOutSources;
    noModel_ = noModel;
    if (run) take(std::move(*run));
    if (staged.stored && staged.stored->run) {
        restoreRecord(*staged.stored);
        remembered_ = config_;
        remembered_.origin.reset();
    }
    if (staged.stored) {
        const std::optional<StoredRun>& storedRun = staged.stored->run;
        ProjectFile::Content opened = content();
        opened.readings = staged.stored->readings;
        if (!storedRun) opened.trainer = nullptr;
        project_.adopt(std::move(staged.stored->project), storedRun ? storedRun->id : 0, opened);
    }
    return adopted;
}

void EngineBackend::restoreRecord(const StoredSession& stored) {
    for (const StoredMetric& metric : stored.metrics) record_->restoreRow(static_cast<RunRecord::Table>(metric.kind), metric.row);
    record_->restoreMarks(stored.marks);
    diagnostics_.restore(stored.readings);
    // A project of before there was a ledger has none: its formulas are the model's, its values come with the next step.
    if (stored.ledger.size() == record_->ledger().size()) record_->restoreLedger(stored.ledger);
    if (stored.run->epochsPlanned > 0) {
        epochsPlanned_ = stored.run->epochsPlanned;
        targetStep_ = epochsPlanned_ * trainer_->stepsPerEpoch();
    }
}

void EngineBackend::afterLoad() {
    board_.preview.put(nullptr);
    board_.loadProgress.put(nullptr);
}

}  // namespace zscape
