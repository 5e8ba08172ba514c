#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// What the database remembers of a checkpoint's file, so that damage is told before anybody reads it.
struct CheckpointFile {
    std::string name;  ///< in the run's folder: "1200.safetensors"
    int64_t bytes = 0;
    int64_t hash = 0;
};

/// Who knows what weights are, and throws an Error for those that are none. Either may be empty.
struct CheckpointJudge {
    /// Before the file is read: its beginning (8 bytes, and the header of as many bytes as they say), its size, and its
    /// step.
    std::function<void(std::span<const uint8_t> beginning, int64_t fileBytes, int64_t step)> beginning;
    std::function<void(std::span<const uint8_t> file)> whole;
};

/// FNV-1a over words of 8 bytes: tells damage, not malice.
int64_t checkpointHash(std::span<const uint8_t> bytes);

/// Writes under a name that no file of `folder` has, so that a listed checkpoint of the same step stays whole until the
/// new one is listed. \throws Error "write.*"
CheckpointFile writeCheckpoint(const std::filesystem::path& folder, int64_t step, std::span<const uint8_t> bytes);

/// \throws Error "project.checkpoint" when it is missing, truncated or damaged; what `judge` says
std::vector<uint8_t> readCheckpoint(const std::filesystem::path& folder, const CheckpointFile& file, int64_t step,
                                    const CheckpointJudge& judge);

}  // namespace zscape
