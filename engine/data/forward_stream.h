#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace zscape {

/// Bytes that come one after another, with no way back: what a gzip file or a member of an archive inflates to. Belongs
/// to one thread.
class ForwardStream {
public:
    virtual ~ForwardStream() = default;
    /// The next bytes; fewer than there is room for only at the end.
    /// \throws Error "idx.damaged" or "archive.damaged", "file.read"
    virtual size_t read(std::span<uint8_t> into) = 0;
};

/// Of a gzip file, or of a plain one. \throws Error as openForReading()
std::unique_ptr<ForwardStream> openGzip(const std::filesystem::path& file);

/// Of a zip archive's member; of two with one name the first.
/// \throws Error as openForReading(), "archive.damaged", "archive.member" when there is none of this name
std::unique_ptr<ForwardStream> openMember(const std::filesystem::path& archive, const std::string& name);

struct ArchiveMember {
    std::string name;   ///< bytes, with '/' between folders
    int64_t bytes = 0;  ///< inflated, as the archive says
};

/// Shows every file of a zip archive to `look`, in its order, with the stream of its bytes, which may be left unread.
/// \throws Error as openMember(), "archive.members" above 10,000 of them
void lookAtMembers(const std::filesystem::path& archive,
                   const std::function<void(const ArchiveMember& member, ForwardStream& bytes)>& look);

}  // namespace zscape
