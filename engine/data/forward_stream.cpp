#include "engine/data/forward_stream.h"

#include "engine/core/paths.h"
#include "engine/data/file_io.h"
#include "engine/data/folder_names.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <string_view>

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

class LibArchiveStream final : public ArchiveStream {
public:
    explicit LibArchiveStream(const fs::path& file) : file_(file) { open(); }

    bool next(ArchiveMember& member) override {
        if (isLost_ && (archive_format(archive_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP) {
            // A zip's table tells where its files are, also those behind the damaged one.
            const int64_t behind = members_;
            open();
            while (members_ < behind && step(member)) {}
        }
        return step(member);
    }

    size_t read(std::span<uint8_t> into) override {
        size_t done = 0;
        while (done < into.size()) {
            const la_ssize_t got = archive_read_data(archive_.get(), into.data() + done, into.size() - done);
            if (got < 0) fail(got);
            if (got == 0) break;
            done += static_cast<size_t>(got);
        }
        left_ -= static_cast<int64_t>(done);
        // Sums are compared by the read that meets the end.
        uint8_t beyond = 0;
        if (left_ == 0)
            if (const la_ssize_t got = archive_read_data(archive_.get(), &beyond, 1); got < 0) fail(got);
        return done;
    }

private:
    void open() {
        handle_ = openForReading(file_);
        archive_.reset(archive_read_new());
        if (!archive_) throw std::bad_alloc();
        members_ = 0;
        isLost_ = false;
        archive_read_support_format_zip(archive_.get());
        archive_read_support_format_tar(archive_.get());
        archive_read_support_format_gnutar(archive_.get());
        archive_read_support_filter_gzip(archive_.get());
        archive_read_support_filter_bzip2(archive_.get());
        archive_read_support_filter_xz(archive_.get());
        archive_read_support_filter_zstd(archive_.get());
        if (const int result = archive_read_open_fd(archive_.get(), handle_.get(), kBlock); result != ARCHIVE_OK)
            fail(result);
    }

    bool step(ArchiveMember& member) {
        archive_entry* entry = nullptr;
        for (;;) {
            const int result = archive_read_next_header(archive_.get(), &entry);
            if (result == ARCHIVE_EOF) return false;
            if (result < ARCHIVE_WARN) fail(result);
            const char* name = archive_entry_pathname(entry);
            // A zip without folders' types has files of no type.
            const auto type = archive_entry_filetype(entry);
            if (!name || (type != AE_IFREG && type != 0) || archive_entry_hardlink(entry)) continue;
            if (archive_entry_is_data_encrypted(entry) != 0)
                throw Error("archive.encrypted", "%1 is encrypted. Unpack it with its password, and open the folder.",
                            {displayName(file_)});
            member = {name, archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : -1};
            left_ = member.bytes;
            ++members_;
            return true;
        }
    }

    [[noreturn]] void fail(la_ssize_t result) {
        isLost_ = result <= ARCHIVE_FATAL;
        // What the library finds in a file it calls by numbers of its own; those of the system are the disk's.
        const int number = archive_errno(archive_.get());
        if (number == ENOMEM) throw std::bad_alloc();
        if (number == EIO || number == ESTALE || number == ENODEV) throw fileError(file_, number);
        const char* words = archive_error_string(archive_.get());
        throw Error("archive.damaged",
                    "%1 is damaged: it cannot be read as an archive (%2). Copy or download it again.",
                    {displayName(file_), words ? validUtf8(words) : "no reason is given"});
    }

    const fs::path file_;
    FileHandle handle_;
    std::unique_ptr<archive, FreeArchive> archive_;
    int64_t left_ = 0;     ///< bytes of the member that were not read; below 0 where its size is not known
    int64_t members_ = 0;  ///< that it went on to
    bool isLost_ = false;  ///< the library reads nothing more
};

}  // namespace

std::unique_ptr<ForwardStream> openGzip(const fs::path& file) { return std::make_unique<GzipStream>(file); }

std::vector<uint8_t> firstBytes(const fs::path& file, size_t count) {
    std::vector<uint8_t> bytes(count);
    bytes.resize(openGzip(file)->read(bytes));
    return bytes;
}

std::unique_ptr<ArchiveStream> openArchive(const fs::path& file) { return std::make_unique<LibArchiveStream>(file); }

bool isArchive(const fs::path& file) {
    // "ustar" lies behind the name of a tar's first member.
    constexpr size_t kTarMagic = 257;
    std::array<char, kTarMagic + 5> start{};
    const FileHandle handle = openForReading(file);
    const size_t got = readAt(handle, 0, std::span(reinterpret_cast<uint8_t*>(start.data()), start.size()), file);
    const std::string_view bytes(start.data(), got);
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return true;
    if (got == start.size() && bytes.substr(kTarMagic) == "ustar") return true;
    const std::string name = lowered(file.filename().string());
    const bool namesTar = name.find(".tar.") != std::string::npos || name.ends_with(".tgz") ||
                          name.ends_with(".tbz2") || name.ends_with(".txz") || name.ends_with(".tzst");
    return namesTar && (bytes.starts_with("\x1F\x8B") || bytes.starts_with("BZh") ||
                        bytes.starts_with(std::string_view("\xFD"
                                                           "7zXZ")) ||
                        bytes.starts_with("\x28\xB5\x2F\xFD"));
}

std::unique_ptr<ForwardStream> openMember(const fs::path& archive, const std::string& name) {
    std::unique_ptr<ArchiveStream> stream = openArchive(archive);
    for (ArchiveMember member; stream->next(member);)
        if (member.name == name) return stream;
    throw Error("archive.member", "%1 holds no %2 any more. Open it again.", {displayName(archive), validUtf8(name)});
}

void lookAtMembers(const fs::path& archive,
                   const std::function<void(const ArchiveMember& member, ForwardStream& bytes)>& look) {
    const std::unique_ptr<ArchiveStream> stream = openArchive(archive);
    int64_t members = 0;
    for (ArchiveMember member; stream->next(member);) {
        if (++members > kMostMembers)
            throw Error("archive.members", "%1 holds more than %2 files, which is more than are looked at.",
                        {displayName(archive), std::to_string(kMostMembers)});
        look(member, *stream);
    }
}

}  // namespace zscape
