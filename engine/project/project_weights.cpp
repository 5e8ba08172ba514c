#include "engine/project/project_implementation.h"

namespace zscape {
namespace {

constexpr FileRefusal kWeightsRefused{
    "project.checkpoint",
    "The saved weights %1 cannot be used: %2. Restore the file from a copy, or train into a new project."};
constexpr FileRefusal kCodesRefused{"project.codes",
                                    "The saved codes %1 cannot be used: %2. Their points come again with the images."};

}  // namespace

std::optional<StoredCheckpoint> Project::newestCheckpoint(int64_t run, const FileJudge& judge) const {
    std::vector<ListedStep> listed = listedCheckpoints(impl_->db(), run);
    std::optional<Error> refusal;  // of the newest
    for (size_t i = 0; i < listed.size();) {
        const auto& [step, file] = listed[i];
        try {
            StoredCheckpoint read{step, readListed(impl_->folder / weightsOf(run), file, step, judge, kWeightsRefused),
                                  std::nullopt};
            if (refusal)
                read.lost = LostCheckpoint{
                    {"project.lost-weights",
                     "The weights of step %1 cannot be used, and those of step %2 were opened in their place: "
                     "the steps between are lost. %3",
                     {std::to_string(listed.front().step), std::to_string(step), refusal->info().sentence()}},
                    listed.front().step,
                    impl_->folder / weightsOf(run) / listed.front().file.name,
                    refusal->info()};
            return read;
        } catch (const Error& error) {
            if (!refusal) refusal = error;
        }
        ++i;
        // Whoever writes it at the same time may have put newer ones in their place: then the list says so.
        if (impl_->lock) continue;
        if (std::vector<ListedStep> now = listedCheckpoints(impl_->db(), run);
            !now.empty() && now.front().file.name != listed.front().file.name) {
            listed = std::move(now);
            refusal.reset();
            i = 0;
        }
    }
    if (refusal) throw Error(*refusal);
    return std::nullopt;
}

std::optional<StoredCheckpoint> Project::bestCheckpoint(int64_t run, const FileJudge& judge) const {
    std::optional<ListedStep> listed = listedFile(impl_->db(), OneFile::Best, run);
    while (listed) {
        try {
            return StoredCheckpoint{
                listed->step,
                readListed(impl_->folder / folderOf(OneFile::Best), listed->file, listed->step, judge, kWeightsRefused),
                std::nullopt};
        } catch (const Error&) {
            // As with the newest: beside somebody who writes, others may lie there by now.
            std::optional<ListedStep> now = listedFile(impl_->db(), OneFile::Best, run);
            if (now && now->file.name == listed->file.name) throw;
            listed = std::move(now);
        }
    }
    return std::nullopt;
}

int64_t Project::bestStep(int64_t run) const {
    const std::optional<ListedStep> listed = listedFile(impl_->db(), OneFile::Best, run);
    return listed ? listed->step : -1;
}

std::optional<StoredCheckpoint> Project::checkpoint(int64_t run, StoredWeights which, const FileJudge& judge) const {
    if (which == StoredWeights::Last) return newestCheckpoint(run, judge);
    if (auto best = bestCheckpoint(run, judge)) return best;
    throw Error(
        "project.best",
        "Run %1 of the project %2 keeps no best weights: no held-out loss was measured while it trained, or it was "
        "saved by an older Zscape. Use its last ones.",
        {std::to_string(run), displayName(impl_->folder)});
}

std::optional<std::vector<uint8_t>> Project::codes(int64_t run, const FileJudge& judge) const {
    std::optional<ListedStep> listed = listedFile(impl_->db(), OneFile::Codes, run);
    while (listed) {
        try {
            return readListed(impl_->folder / folderOf(OneFile::Codes), listed->file, listed->step, judge,
                              kCodesRefused);
        } catch (const Error&) {
            // As with the weights: beside somebody who writes, others may lie there by now.
            std::optional<ListedStep> now = listedFile(impl_->db(), OneFile::Codes, run);
            if (now && now->file.name == listed->file.name && now->file.hash == listed->file.hash) throw;
            listed = std::move(now);
        }
    }
    return std::nullopt;
}

}  // namespace zscape
