#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// Bytes that come one after another, with no way back: what a gzip file or a member of an archive inflates to. Belongs
/// to one thread.
class ForwardStream {
public:
    virtual ~ForwardStream() = default;
    /// The next bytes; fewer than there is room for only at the end.
    /// \throws Error "idx.damaged" or "archive.damaged" (%2: why), "file.read"
    virtual size_t read(std::span<uint8_t> into) = 0;
};

/// Of a gzip file, or of a plain one. \throws Error as openForReading()
std::unique_ptr<ForwardStream> openGzip(const std::filesystem::path& file);

/// Of what openGzip() gives, `count` or all. \throws Error as that
std::vector<uint8_t> firstBytes(const std::filesystem::path& file, size_t count);

struct ArchiveMember {
    std::string name;    ///< bytes, with '/' between folders
    int64_t bytes = -1;  ///< inflated, as the archive says; -1 where it does not
};

/// A zip or tar archive that is read from its first member to its last; read() gives the bytes of the member that it
/// stands at. Nothing is written to a disk.
class ArchiveStream : public ForwardStream {
public:
    /// Goes on to the next file, past what was not read of the one before; in a zip also past one that read() found to
    /// be damaged. Folders, links and the like are passed over.
    /// \returns whether there is one
    /// \throws Error "archive.damaged", "archive.encrypted"
    virtual bool next(ArchiveMember& member) = 0;
};

/// Zip, and tar (also compressed by gzip, bzip2, xz or zstd).
/// \throws Error as openForReading(), "archive.damaged"
std::unique_ptr<ArchiveStream> openArchive(const std::filesystem::path& file);

/// By its first bytes, and a compressed tar by its name as well.
bool isArchive(const std::filesystem::path& file);

/// Of an archive's member; of two with one name the first.
/// \throws Error as openArchive(), "archive.member" when there is none of this name
std::unique_ptr<ForwardStream> openMember(const std::filesystem::path& archive, const std::string& name);

/// Shows every file of an archive to `look`, in its order, with the stream of its bytes, which may be left unread.
/// \throws Error as openMember(), "archive.members" above 10,000 of them
void lookAtMembers(const std::filesystem::path& archive,
                   const std::function<void(const ArchiveMember& member, ForwardStream& bytes)>& look);

}  // namespace zscape
