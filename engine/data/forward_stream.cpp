#include "engine/data/forward_stream.h"

#include "engine/core/paths.h"
#include "engine/data/file_io.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kMostMembers = 10'000;
constexpr size_t kBlock = 256 << 10;

struct CloseGz {
    void operator()(gzFile_s* file) const { gzclose(file); }
};

class GzipStream final : public ForwardStream {
public:
    explicit GzipStream(const fs::path& file) : file_(file) {
        FileHandle handle = openForReading(file);
        gz_.reset(gzdopen(handle.get(), "rb"));
        if (!gz_) throw Error("idx.damaged", "%1 could not be opened for inflating.", {displayName(file)});
        handle.release();
        gzbuffer(gz_.get(), kBlock);
    }

    size_t read(std::span<uint8_t> into) override {
        size_t done = 0;
        while (done < into.size()) {
            const auto step = static_cast<unsigned>(std::min<size_t>(into.size() - done, 1 << 30));
            const int got = gzread(gz_.get(), into.data() + done, step);
            if (got < 0)
                throw Error("idx.damaged", "%1 is damaged: it cannot be inflated. Copy or download it again.",
                            {displayName(file_)});
            done += static_cast<size_t>(got);
            if (static_cast<unsigned>(got) < step) break;
        }
        return done;
    }

private:
    const fs::path file_;
    std::unique_ptr<gzFile_s, CloseGz> gz_;
};

struct FreeArchive {
    void operator()(archive* opened) const { archive_read_free(opened); }
};

/// An archive that is read from its first member to its last, and the bytes of the member that it stands at.
class ArchiveStream final : public ForwardStream {
public:
    explicit ArchiveStream(const fs::path& file)
        : file_(file),
          handle_(openForReading(file)),
          archive_(archive_read_new()) {
        if (!archive_) throw std::bad_alloc();
        archive_read_support_format_zip(archive_.get());
        if (archive_read_open_fd(archive_.get(), handle_.get(), kBlock) != ARCHIVE_OK) fail();
    }

    /// Goes on to the next file. \returns whether there is one
    bool next(ArchiveMember& member) {
        archive_entry* entry = nullptr;
        for (;;) {
            const int result = archive_read_next_header(archive_.get(), &entry);
            if (result == ARCHIVE_EOF) return false;
            if (result < ARCHIVE_WARN) fail();
            const char* name = archive_entry_pathname(entry);
            if (!name || archive_entry_filetype(entry) == AE_IFDIR) continue;
            member = {name, archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0};
            left_ = member.bytes;
            return true;
        }
    }

    size_t read(std::span<uint8_t> into) override {
        size_t done = 0;
        while (done < into.size()) {
            const la_ssize_t got = archive_read_data(archive_.get(), into.data() + done, into.size() - done);
            if (got < 0) fail();
            if (got == 0) break;
            done += static_cast<size_t>(got);
        }
        left_ -= static_cast<int64_t>(done);
        // Sums are compared by the read that meets the end.
        uint8_t beyond = 0;
        if (left_ == 0 && archive_read_data(archive_.get(), &beyond, 1) < 0) fail();
        return done;
    }

private:
    [[noreturn]] void fail() const {
        const char* words = archive_error_string(archive_.get());
        throw Error("archive.damaged",
                    "%1 is damaged: it cannot be read as a zip archive (%2). Copy or download it again.",
                    {displayName(file_), words ? validUtf8(words) : "no reason is given"});
    }

    const fs::path file_;
    FileHandle handle_;
    std::unique_ptr<archive, FreeArchive> archive_;
    int64_t left_ = 0;  ///< bytes of the member that were not read
};

}  // namespace

std::unique_ptr<ForwardStream> openGzip(const fs::path& file) { return std::make_unique<GzipStream>(file); }

std::unique_ptr<ForwardStream> openMember(const fs::path& archive, const std::string& name) {
    auto stream = std::make_unique<ArchiveStream>(archive);
    for (ArchiveMember member; stream->next(member);)
        if (member.name == name) return stream;
    throw Error("archive.member", "%1 holds no %2 any more. Open it again.", {displayName(archive), validUtf8(name)});
}

void lookAtMembers(const fs::path& archive,
                   const std::function<void(const ArchiveMember& member, ForwardStream& bytes)>& look) {
    ArchiveStream stream(archive);
    int64_t members = 0;
    for (ArchiveMember member; stream.next(member);) {
        if (++members > kMostMembers)
            throw Error("archive.members", "%1 holds more than %2 files, which is more than are looked at.",
                        {displayName(archive), std::to_string(kMostMembers)});
        look(member, stream);
    }
}

}  // namespace zscape
