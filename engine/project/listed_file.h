#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// What the database remembers of a file of weights or codes, so that damage is told before anybody reads it.
struct ListedFile {
    std::string name;  ///< in its folder: "1200.safetensors"
    int64_t bytes = 0;
    int64_t hash = 0;
};

/// Who knows what lies in such files, and throws an Error for those that are none. Either may be empty.
struct FileJudge {
    /// Before the file is read: its beginning (8 bytes, and the header of as many bytes as they say), its size, and its
    /// step.
    std::function<void(std::span<const uint8_t> beginning, int64_t fileBytes, int64_t step)> beginning;
    std::function<void(std::span<const uint8_t> file)> whole;
};

/// How a file that cannot be used is spoken of: %1 is the file, %2 what is wrong with it.
struct FileRefusal {
    const char* code;
    const char* pattern;
};

/// FNV-1a over words of 8 bytes: tells damage, not malice.
int64_t hashOfFile(std::span<const uint8_t> bytes);

/// Names come out of a database that anybody may have made: whether this one stays in its folder.
bool isPlainName(const std::string& name);

/// "STEM.safetensors", or with a number behind the stem where that is taken.
std::string freeName(const std::filesystem::path& folder, const std::string& stem);

/// Writes `name` into the folder `inside` of the project, which is made where it is missing; the project's own is not.
/// \throws Error "write.*"
ListedFile writeListed(const std::filesystem::path& project, const std::filesystem::path& inside,
                       const std::string& name, std::span<const uint8_t> bytes);

/// \throws Error `refusal` when it is missing, truncated or damaged; what `judge` says
std::vector<uint8_t> readListed(const std::filesystem::path& folder, const ListedFile& file, int64_t step,
                                const FileJudge& judge, const FileRefusal& refusal);

}  // namespace zscape
