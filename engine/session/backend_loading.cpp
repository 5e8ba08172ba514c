#include "engine/session/engine_backend.h"

#include "engine/core/paths.h"
#include "engine/core/run_limits.h"
#include "engine/data/last_unpacked.h"
#include "engine/session/threads/preview_builder.h"
#include "engine/session/relocation.h"
#include "engine/session/run_curves.h"

#include <algorithm>

namespace zscape {
namespace {

/// Of the files found among a set's images that could not be read, where nobody wrote down how many there were.
constexpr int64_t kUnreadableAtMost = 1000;

/// Where a person says that a run's held-out images are.
std::vector<std::vector<std::string>> placesOfHeldOut(const StoredSession& stored, const std::string& chosen) {
    std::vector<std::vector<std::string>> places = placesFor(stored.config.heldOutSources, chosen);
    if (places.empty()) places.push_back({chosen});  // says what is wrong with it
    return places;
}

}  // namespace

struct EngineBackend::Staged : StagedLoad {
    std::shared_ptr<const ImageSet> images;
    std::shared_ptr<const ImageSet> heldOut;
    std::vector<std::string> heldOutSources;
    std::optional<RunConfig> configured;  ///< only this, with `heldOut`: the current images stay
    ImportRequest request;
    std::optional<StoredSession> stored;
    std::vector<ErrorInfo> warnings;
    std::optional<ErrorInfo> gone;      ///< why its images are not at hand; `images` are out of the cache then, or null
    std::vector<std::string> lastSeen;  ///< only with `gone`
    bool absent = false;                ///< only with `gone`: they are not there at all, and may be elsewhere
    bool relocated = false;             ///< its images lie elsewhere than they did
    bool chosen = false;                ///< a person named the run
};

std::shared_ptr<const ImageSet> EngineBackend::import(const ImportRequest& request, bool shown,
                                                      std::stop_token stop) const {
    ImportOptions options = options_.images;
    PreviewBuilder preview([this](std::shared_ptr<const LoadPreview> pictures) {
        shared_.preview.put(std::move(pictures));
        shared_.events.notify();
    });
    if (shown && options_.previews)
        options.onImage = [&preview](int64_t index, std::span<const uint8_t> pixels, int size, int channels) {
            preview.add(index, pixels, size, channels);
        };
    if (shown)
        options.onProgress = [this, &preview](const Progress& progress) {
            shared_.loadProgress.put(std::make_shared<JobStatus>(JobStatus{0, progress}));
            preview.progress(progress);
            shared_.events.notify();
        };
    return importImages(request, options, stop);
}

std::shared_ptr<const ImageSet> EngineBackend::importHeldOut(const RunConfig& config, const ImportRequest& like,
                                                             const ImageSet& images, std::stop_token stop) const {
    if (config.heldOutSources.empty()) return nullptr;
    ImportRequest request{config.heldOutSources, like.settings};
    request.settings.size = images.size();
    request.settings.channels = images.channels();
    return importOthers(request, options_.images, stop);
}

void EngineBackend::beforeLoad(const std::filesystem::path* project) {
    loaderConfig_ = remembered_;
    loaderImages_ = images_;
    loaderRequest_ = request_;
    rememberedSince_ = false;
    shared_.loadProgress.put(std::make_shared<JobStatus>(JobStatus{0, {"Looking for images", 0, 0, -1}}));
    // A project's folder is open once at a time: to read this session's own again, it is let go first.
    if (project && !project_.place().empty() && absolutePath(project->string()) == project_.place()) project_.release();
}

std::unique_ptr<StagedLoad> EngineBackend::stageLoad(const ImportRequest& request, std::stop_token stop) {
    auto staged = std::make_unique<Staged>();
    staged->request = request;
    staged->images = import(request, true, stop);
    staged->request.settings = resolvedSettings(request, *staged->images);
    staged->heldOutSources = loaderConfig_.heldOutSources;
    staged->heldOut = importHeldOut(loaderConfig_, request, *staged->images, stop);
    return staged;
}

std::unique_ptr<StagedLoad> EngineBackend::stageOpen(const OpenRequest& request, std::stop_token stop) {
    auto staged = std::make_unique<Staged>();
    staged->stored.emplace(readProject(request.project, request.run));
    staged->chosen = request.run != 0;
    StoredSession& stored = *staged->stored;
    staged->warnings = std::move(stored.warnings);
    if (!request.device.empty()) stored.config.device = request.device;
    if (!request.precision.empty()) stored.config.precision = request.precision;
    if (request.threads >= 0) stored.config.threads = request.threads;
    staged->request = stored.request;
    if (stored.run) {
        // What was left to a guess is what it became.
        const DataShape shape = specFromJson(stored.run->spec).shape;
        staged->request.settings.size = shape.size;
        staged->request.settings.channels = shape.channels;
    }
    staged->heldOutSources = stored.config.heldOutSources;
    stageImages(*staged, request, stop);
    return staged;
}

std::unique_ptr<StagedLoad> EngineBackend::stageConfigure(const RunConfig& config, std::stop_token stop) {
    auto staged = std::make_unique<Staged>();
    staged->configured = config;
    staged->heldOut = importHeldOut(config, loaderRequest_, *loaderImages_, stop);
    return staged;
}

void EngineBackend::stageImages(Staged& staged, const OpenRequest& request, std::stop_token stop) const {
    const StoredSession& stored = staged.stored.value();
    if (!request.images.empty()) {
        relocate(staged, request, stop);
        return;
    }
    try {
        staged.images = import(staged.request, true, stop);
        staged.request.settings = resolvedSettings(staged.request, *staged.images);
        if (request.heldOut.empty())
            staged.heldOut = importHeldOut(stored.config, staged.request, *staged.images, stop);
    } catch (const Error& error) {
        const std::vector<std::string>& missing = staged.images ? staged.heldOutSources : staged.request.sources;
        staged.gone = ErrorInfo{"project.images",
                                "The images of this project, %1, cannot be read: %2 Put them back where they were, or "
                                "say where they are now.",
                                {displayName(missing.front()), error.info().sentence()}};
        staged.lastSeen = missing;
        staged.absent = std::any_of(missing.begin(), missing.end(), [](const std::string& source) {
            std::error_code unknown;
            return !source.starts_with("sample:") && !std::filesystem::exists(source, unknown);
        });
        // To look at they are still there, as they were decoded.
        if (!staged.images)
            staged.images = cachedImages(stored.data.fingerprint, staged.request.settings, options_.images, stop);
        if (!staged.images && !stored.checkpoint) throw Error(staged.gone.value());
        return;
    }
    if (!request.heldOut.empty()) relocateHeldOut(staged, placesOfHeldOut(stored, request.heldOut), stop);
    else if (staged.heldOut && !stored.data.heldOutFingerprint.empty() &&
             staged.heldOut->fingerprint() != stored.data.heldOutFingerprint)
        staged.warnings.push_back({"project.held-out-changed",
                                   "The held-out images have changed since this project was saved. Held-out losses "
                                   "from before and from now do not compare.",
                                   {}});
    const bool others = stored.data.fingerprint.empty() ? staged.images->count() != stored.data.images
                                                        : staged.images->fingerprint() != stored.data.fingerprint;
    if (others)
        staged.warnings.push_back({"project.images-changed",
                                   "The images have changed since this project was saved: it had %1, now there are %2. "
                                   "Curves and points may not fit together.",
                                   {std::to_string(stored.data.images), std::to_string(staged.images->count())}});
}

void EngineBackend::relocate(Staged& staged, const OpenRequest& request, std::stop_token stop) const {
    const StoredSession& stored = staged.stored.value();
    std::string found;
    const std::vector<std::string> before = stored.request.sources;
    std::vector<std::vector<std::string>> places = placesFor(before, request.images);
    if (places.empty()) places.push_back({request.images});  // says what is wrong with it
    for (const std::vector<std::string>& place : places) {
        // A folder that a person chose by mistake may hold everything they have: counting costs far less than decoding.
        if (const int64_t there = inspectSources(place, -1, stop).images;
            there < stored.data.images || there > 2 * stored.data.images + kUnreadableAtMost) {
            found = std::to_string(there);
            continue;
        }
        staged.request.sources = place;
        // A table that lay among them or beside them came along.
        staged.request.settings.table = tablesMovedAlong(stored.request.settings.table, before.front(), place.front());
        staged.images = import(staged.request, true, stop);
        // What older versions stored tells nothing: there the number must do.
        if (stored.data.fingerprint.empty() ? staged.images->count() == stored.data.images
                                            : staged.images->fingerprint() == stored.data.fingerprint)
            break;
        found = std::to_string(staged.images->count());
        staged.images = nullptr;
    }
    if (!staged.images)
        throw Error("project.other-images",
                    "%1 does not hold the images of this project: it was made of %2, and %3 with other names or "
                    "contents are there. Choose the folder where they are now, or begin a new project with these.",
                    {displayName(request.images), std::to_string(stored.data.images), found});
    if (stored.data.fingerprint.empty())
        staged.warnings.push_back({"project.images-unknown",
                                   "This project was saved by an older Zscape: whether the images in %1 are those that "
                                   "it was trained on cannot be told. Their number is the same.",
                                   {displayName(request.images)}});
    staged.relocated = true;
    staged.request.settings = resolvedSettings(staged.request, *staged.images);
    const std::vector<std::string>& heldOut = stored.config.heldOutSources;
    if (heldOut.empty()) return;
    relocateHeldOut(staged,
                    request.heldOut.empty()
                        ? heldOutPlaces(heldOut, before.front(), staged.request.sources.front(), request.images)
                        : placesOfHeldOut(stored, request.heldOut),
                    stop);
}

void EngineBackend::relocateHeldOut(Staged& staged, const std::vector<std::vector<std::string>>& places,
                                    std::stop_token stop) const {
    RunConfig config = staged.stored.value().config;
    for (const std::vector<std::string>& place : places) {
        config.heldOutSources = place;
        try {
            staged.heldOut = importHeldOut(config, staged.request, *staged.images, stop);
        } catch (const Error&) {
            if (&place == &places.back()) throw;
            continue;
        }
        staged.heldOutSources = place;
        staged.relocated = true;
        // What versions before 5 stored tells nothing.
        const std::string& expected = staged.stored.value().data.heldOutFingerprint;
        if (expected.empty() || staged.heldOut->fingerprint() == expected) return;
    }
    throw Error("project.other-held-out",
                "%1 does not hold the held-out images of this project: %2 with other names or contents are there. "
                "Choose the folder where they are now, or begin a new project with these.",
                {displayName(places.back().front()), std::to_string(staged.heldOut->count())});
}

EngineBackend::OpenedRun EngineBackend::openRun(const StoredContents& stored,
                                                const std::shared_ptr<const ImageSet>& images,
                                                const std::vector<std::string>& heldOutSources) const {
    OpenedRun opened;
    RunConfig config = stored.config;
    config.heldOutSources = heldOutSources;
    const ModelSpec spec = specFromJson(stored.run.value().spec);
    const auto build = [&] {
        return buildStoredRun(images, !heldOutSources.empty(), config, spec,
                              stored.checkpoint ? MemoryRule::Note : MemoryRule::Refuse);
    };
    if (images) {
        try {
            try {
                opened.built = build();
            } catch (const Error& error) {
                if (error.code() != "device.missing") throw;
                config.device = "cpu";
                opened.built = build();
                opened.warnings.push_back(
                    {"project.device",
                     "This run was trained on CUDA, which cannot be used here: it goes on, and is looked at, on the "
                     "CPU. The same steps take longer, and their noise is drawn anew.",
                     {}});
            }
        } catch (const Error& error) {
            if ((error.code() != "memory.estimate" && error.code() != "label.none") || !stored.checkpoint) throw;
            opened.explored = exploreStored(config, stored.checkpoint.value().bytes);
            opened.warnings.push_back(error.info());
            return opened;
        }
        // A project whose weights cannot be read is not opened at all: what was stays.
        if (stored.checkpoint) opened.built->trainer->restore(stored.checkpoint->bytes);
        return opened;
    }
    if (config.device == "cuda") config.device = "auto";
    opened.explored = exploreStored(config, stored.checkpoint.value().bytes);
    return opened;
}

Adopted EngineBackend::adopt(std::unique_ptr<StagedLoad> load) {
    Staged& staged = static_cast<Staged&>(*load);
    Adopted adopted;
    if (staged.configured) {
        RunConfig config = rememberedSince_ ? remembered_ : *staged.configured;
        config.heldOutSources = staged.configured->heldOutSources;
        build(config, staged.heldOut);
        return adopted;
    }
    adopted.images = staged.images;
    adopted.warnings = std::move(staged.warnings);
    std::optional<BuiltRun> run;
    std::optional<ExploredModel> explored;
    const bool heldOutApart = staged.heldOut != nullptr;
    if (staged.stored && staged.stored->run) {
        OpenedRun opened = openRun(*staged.stored, staged.images, staged.heldOutSources);
        run = std::move(opened.built);
        explored = std::move(opened.explored);
        adopted.warnings.insert(adopted.warnings.end(), opened.warnings.begin(), opened.warnings.end());
        adopted.trained = (run ? run->trainer->step() : explored.value().step) > 0;
    }
    std::optional<ErrorInfo> noModel;
    if (!run && !explored) {
        try {
            RunConfig config = remembered_;
            config.heldOutSources = staged.heldOutSources;
            run = buildRun(staged.images, heldOutApart, config);
        } catch (...) {
            noModel = describeCurrentException();
            adopted.warnings.push_back(*noModel);
        }
    }
    if (run) {
        for (ErrorInfo& said : leftOutOf(*run, staged.heldOut.get())) adopted.warnings.push_back(std::move(said));
    }
    try {
        replace(staged, std::move(run), std::move(explored), noModel, adopted);
    } catch (...) {
        // Half of each would be neither: what was lies in its project, or among the unsaved ones.
        clear();
        throw;
    }
    return adopted;
}

void EngineBackend::replace(Staged& staged, std::optional<BuiltRun> run, std::optional<ExploredModel> explored,
                            const std::optional<ErrorInfo>& noModel, Adopted& adopted) {
    // Another import of the same files: what was named of them is named.
    const bool sameFiles =
        !staged.stored && images_ && staged.images && images_->fingerprint() == staged.images->fingerprint();
    auto selections = staged.stored ? staged.stored->selections
                      : sameFiles   ? selections_
                                    : std::make_shared<const StoredSelections>();
    dropModel();
    project_.forget(staged.stored ? staged.stored->project.folder() : std::filesystem::path());
    if (auto gone = takeSelections(selections, staged.images.get()))
        adopted.warnings.insert(adopted.warnings.begin(), std::move(*gone));
    takeImages(staged.images, staged.heldOut, staged.request);
    heldOutSources_ = staged.heldOutSources;
    noModel_ = noModel;
    imagesGone_ = staged.gone;
    imagesAbsent_ = staged.absent;
    lastSeen_ = staged.lastSeen;
    if (run) take(std::move(*run));
    if (explored) {
        tooLarge_ = staged.images ? std::optional(adopted.warnings.back()) : std::nullopt;
        take(std::move(*explored), codesFor(staged.stored.value(), images_.get()));
    }
    if (staged.stored && staged.stored->run) {
        restore(*staged.stored);
        remembered_ = config_;
        remembered_.origin.reset();
    }
    if (!staged.stored) return;
    Project& project = staged.stored->project;
    const int64_t id = staged.stored->run ? staged.stored->run->id : 0;
    if (!project.whyOnlyRead()) {
        try {
            if (staged.relocated) {
                StoredData data = staged.stored->data;
                data.sources = absoluteSources(staged.request.sources);
                data.heldOutSources = absoluteSources(staged.heldOutSources);
                data.fingerprint = staged.images->fingerprint();
                if (staged.heldOut) data.heldOutFingerprint = staged.heldOut->fingerprint();
                project.moveData(id, data);
            }
            if (staged.chosen && !whyNoTraining()) project.chooseRun(id);
        } catch (const Error& error) {
            adopted.warnings.push_back(error.info());  // asked for again the next time
        }
    }
    project_.adopt(std::move(project), openedFrom(*staged.stored), selections_);
}

ProjectFile::Opened EngineBackend::openedFrom(const StoredContents& stored) const {
    return {build_,         stored.run ? stored.run->id : 0,
            stepsDone(),    epochsPlanned_,
            record_.get(),  stored.readings,
            endedBy_,       stored.codes ? shared_.codes.get() : nullptr,
            stored.bestStep};
}

const StoredCodes* EngineBackend::codesFor(const StoredContents& stored, const ImageSet* images) {
    if (!stored.codes) return nullptr;
    const StoredCodes& codes = *stored.codes;
    const bool same =
        !images || (images->count() == std::ssize(codes.stamps) && images->fingerprint() == stored.data.fingerprint);
    return same ? &codes : nullptr;
}

void EngineBackend::restoreRecord(MetricsRecorder& record, const StoredContents& stored,
                                  const std::function<bool(int64_t)>& moves) {
    for (const StoredMetric& metric : stored.metrics)
        record.restoreRow(static_cast<MetricsRecorder::Table>(metric.kind), metric.row);
    record.restoreMarks(stored.marks);
    record.findBest(moves);
    // A project of before there was a ledger has none: its formulas are the model's, its values come with the next
    // step.
    if (stored.ledger.size() == record.ledger().size()) record.restoreLedger(stored.ledger);
}

void EngineBackend::restore(const StoredContents& stored) {
    restoreRecord(*record_, stored, [this](int64_t step) { return trainer_ && trainer_->scheduleMoves(step); });
    bestKept_ = trainer_ ? stored.bestStep : -1;
    if (stored.lost)
        lostWeights_ = LostWeights{stored.lost->step, stepsDone(), stored.lost->file, stored.lost->reason,
                                   plottedRows(record_->metrics().terms, stored.lostMetrics)};
    diagnostics_.restore(stored.readings);
    endedBy_ = stored.endedBy;
    if (const StoredRun& run = stored.run.value(); run.epochsPlanned > 0) {
        const int64_t perEpoch = trainer_ ? trainer_->stepsPerEpoch() : explored_.value().stepsPerEpoch;
        epochsPlanned_ = std::min(run.epochsPlanned, kMostSteps / perEpoch);
        targetStep_ = epochsPlanned_ * perEpoch;
    }
    if (const StoredCodes* codes = codesFor(stored, images_.get()); codes && trainer_)
        codes_.restore(*codes, trainer_->step());
}

void EngineBackend::afterLoad() {
    shared_.preview.put(nullptr);
    shared_.loadProgress.put(nullptr);
    loaderImages_.reset();
    // What was tried on the way to these images has been decided.
    if (options_.images.unpacked) options_.images.unpacked->letGo();
}

}  // namespace zscape
