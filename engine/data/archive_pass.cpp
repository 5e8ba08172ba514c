#include "engine/data/archive_pass.h"

#include "engine/core/paths.h"
#include "engine/data/decode.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <span>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// A member grows by these: what an archive says of its length is believed as far as that costs nothing.
constexpr size_t kStep = 1 << 20;

}  // namespace

/// One place in the archives, which only goes forwards.
class ArchivePass::Reader {
public:
    Reader(const std::vector<fs::path>& archives, const std::vector<ArchivedFile>& files)
        : archives_(archives),
          files_(files) {}

    /// The file that read() gives next.
    size_t next() const { return next_; }

    Taken read(const std::stop_token& stop, const Inflated& told) {
        const ArchivedFile& file = files_[next_];
        try {
            reach(file, stop);
            ++next_;
            return content(file, stop, told);
        } catch (const Cancelled&) {
            throw;
        } catch (const Error& error) {
            throw SourceFailed(error);
        }
    }

    /// Files before `file` are not read.
    void passTo(size_t file) { next_ = file; }

private:
    void reach(const ArchivedFile& file, const std::stop_token& stop) {
        if (!stream_ || archive_ != file.archive) {
            stream_ = openArchive(archives_[file.archive]);
            archive_ = file.archive;
            at_ = -1;
        }
        ArchiveMember member;
        while (at_ < file.place) {
            if (stop.stop_requested()) throw Cancelled();
            if (!stream_->next(member)) throw changed(file);
            ++at_;
        }
        if (member.name != file.name) throw changed(file);
    }

    Taken content(const ArchivedFile& file, const std::stop_token& stop, const Inflated& told) {
        const std::string name = displayName(archives_[file.archive] / file.name);
        try {
            return {bytes(file, name, stop, told), {}};
        } catch (const Error& error) {
            if (error.code() == "file.large") return {{}, error.info()};
            if (error.code() != "archive.damaged") throw;
            return {{},
                    Error("archive.damaged",
                          "%1 cannot be taken out of its archive, which is damaged there (%2). Copy or download the "
                          "archive again.",
                          {name, error.info().arguments.at(1)})
                        .info()};
        }
    }

    std::vector<uint8_t> bytes(const ArchivedFile& file, const std::string& name, const std::stop_token& stop,
                               const Inflated& told) {
        std::vector<uint8_t> bytes;
        // Addresses alone: memory is taken by what is written. One that is doubled again and again is held twice. A
        // byte more shows the end.
        if (file.bytes > static_cast<int64_t>(kStep) && file.bytes <= kFileLimit)
            bytes.reserve(static_cast<size_t>(file.bytes) + 1);
        size_t got = 0;
        for (;;) {
            if (stop.stop_requested()) throw Cancelled();
            const size_t left = bytes.capacity() - got;
            const size_t step = got == 0 ? kStep / 4 : left > 0 ? std::min(left, kStep) : kStep;
            bytes.resize(got + step);
            const size_t more = stream_->read(std::span(bytes).subspan(got));
            got += more;
            const bool isNone = formatOf(std::span(bytes).first(std::min(got, kFormatReach))) == ImageFormat::None;
            if (more < step || isNone) break;
            if (told && file.bytes > 0) told(std::min(static_cast<int64_t>(got), file.bytes), file.bytes);
            if (static_cast<int64_t>(got) > kFileLimit)
                throw Error("file.large",
                            "%1 is more than %2 MB large, which is not read out of an archive. Unpack it, and open its "
                            "folder: a TIFF is read from there some rows at a time.",
                            {name, std::to_string(kFileLimit >> 20)});
        }
        bytes.resize(got);
        if (bytes.capacity() > got + 1) bytes.shrink_to_fit();
        return bytes;
    }

    Error changed(const ArchivedFile& file) const {
        return Error("file.changed", "%1 was changed while it was read. Open it again.",
                     {displayName(archives_[file.archive])});
    }

    const std::vector<fs::path>& archives_;
    const std::vector<ArchivedFile>& files_;
    std::unique_ptr<ArchiveStream> stream_;
    size_t archive_ = 0, next_ = 0;
    int64_t at_ = -1;  ///< the member that the stream stands at
};

ArchivePass::ArchivePass(const std::vector<fs::path>& archives, const std::vector<ArchivedFile>& files,
                         int64_t keptAtMost)
    : archives_(archives),
      files_(files),
      keptAtMost_(keptAtMost) {}

ArchivePass::~ArchivePass() = default;

ArchivePass::Reader& ArchivePass::ownReader(size_t file) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Reader>& reader = ownReaders_[std::this_thread::get_id()];
    if (!reader || reader->next() > file) reader = std::make_unique<Reader>(archives_, files_);
    return *reader;
}

std::vector<uint8_t> ArchivePass::take(size_t file, const std::stop_token& stop, const Inflated& told) {
    const auto given = [](Taken taken) {
        if (taken.failure) throw Error(*taken.failure);
        return std::move(taken.bytes);
    };
    {
        const std::lock_guard lock(mutex_);
        if (const auto kept = kept_.find(file); kept != kept_.end()) {
            Taken taken = std::move(kept->second);
            keptBytes_ -= static_cast<int64_t>(taken.bytes.size());
            kept_.erase(kept);
            return given(std::move(taken));
        }
        if (!shared_) shared_ = std::make_unique<Reader>(archives_, files_);
        while (shared_->next() <= file && (shared_->next() == file || keptBytes_ < keptAtMost_)) {
            const size_t next = shared_->next();
            Taken taken = shared_->read(stop, next == file ? told : Inflated());
            if (next == file) return given(std::move(taken));
            keptBytes_ += static_cast<int64_t>(taken.bytes.size());
            kept_.emplace(next, std::move(taken));
        }
    }
    Reader& own = ownReader(file);
    own.passTo(file);
    return given(own.read(stop, told));
}

}  // namespace zscape
