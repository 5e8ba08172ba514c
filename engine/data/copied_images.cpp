#include "engine/data/copied_images.h"

#include "engine/core/atomic_file.h"
#include "engine/core/paths.h"
#include "engine/core/work_counter.h"
#include "engine/data/archive_listing.h"
#include "engine/data/forward_stream.h"
#include "engine/data/picture_source.h"
#include "engine/data/picture_writers.h"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <map>
#include <unordered_map>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// As the set calls the file that the image lies in.
std::string nameOfFile(const ImageSet& set, int64_t image) {
    std::string name = set.nameOf(image);
    const std::string suffix = shownName("", set.pageOf(image), set.placeOf(image));
    const std::string tiffSuffix = shownName(".tif", set.pageOf(image), set.placeOf(image)).substr(4);
    for (const std::string& end : {suffix, tiffSuffix})
        if (!end.empty() && name.ends_with(end)) return name.substr(0, name.size() - end.size());
    return name;
}

/// Names are strangers': none leads out of its folder.
fs::path within(const std::string& name) {
    fs::path safe;
    for (const fs::path& part : fs::path(name).relative_path())
        if (part != "." && part != ".." && !part.empty()) safe /= part;
    return safe.empty() ? fs::path("image") : safe;
}

/// A new folder that is not there before it is whole.
class Staging {
public:
    Staging(const fs::path& into, const std::string& name)
        : into_(into),
          name_(within(name).filename()),
          folder_(into / ("." + name_.string() + "." + std::to_string(::getpid()) + ".part")) {
        fs::create_directories(folder_, error_);
        requireWritten(into_);
    }
    ~Staging() {
        std::error_code ignored;
        if (!folder_.empty()) fs::remove_all(folder_, ignored);
    }
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;

    /// Where a file of this name is to be written: of two with one name the second gets a number.
    fs::path place(const fs::path& name) {
        const fs::path whole = folder_ / name;
        fs::create_directories(whole.parent_path(), error_);
        requireWritten(whole);
        fs::path free = whole;
        for (int copy = 2; fs::exists(free, error_); ++copy)
            free =
                whole.parent_path() / (whole.stem().string() + " " + std::to_string(copy) + whole.extension().string());
        return free;
    }
    void copy(const fs::path& file, const fs::path& to) {
        fs::copy_file(file, to, error_);
        if (error_ && !fs::exists(file))
            throw Error("copy.missing",
                        "%1 is not there any more, so nothing was copied. Put it back, or select others.",
                        {displayName(file)});
        requireWritten(to);
    }
    fs::path finish() {
        fs::path target = into_ / name_;
        for (int copy = 2; fs::exists(target, error_); ++copy)
            target = into_ / (name_.string() + " " + std::to_string(copy));
        fs::rename(folder_, target, error_);
        requireWritten(target);
        folder_.clear();
        syncFolder(into_);
        return target;
    }

private:
    void requireWritten(const fs::path& what) const {
        if (error_) throwWriteError(what, error_.value());
    }

    fs::path into_, name_, folder_;
    std::error_code error_;
};

class Copier {
public:
    Copier(Staging& staging, const ImageSet& set, int64_t images, const ProgressSink& sink, const std::stop_token& stop)
        : staging_(staging),
          set_(set),
          stop_(stop),
          counter_("Copying files", images, sink) {}

    void copyAll(std::span<const int64_t> images) {
        std::unordered_map<std::string, std::vector<int64_t>> others;  // by the names of what may be members
        for (const int64_t image : images) {
            if (const fs::path file = set_.fileOf(image); !file.empty()) copyFile(file, image);
            else others[nameOfFile(set_, image)].push_back(image);
        }
        if (!others.empty()) copyMembers(others);
        for (const int64_t image : images)
            if (set_.fileOf(image).empty() && others.contains(nameOfFile(set_, image))) writePicture(image);
    }
    const CopiedImages& copied() const { return copied_; }

private:
    void goOn(int64_t images) {
        if (stop_.stop_requested()) throw Cancelled();
        counter_.tell(done_ += images);
    }
    void copyFile(const fs::path& file, int64_t image) {
        goOn(1);
        if (!seen_.emplace(file, image).second) return;  // another page of it
        staging_.copy(file, staging_.place(within(nameOfFile(set_, image))));
        ++copied_.files;
    }
    /// What lies in archives leaves `wanted`.
    void copyMembers(std::unordered_map<std::string, std::vector<int64_t>>& wanted) {
        std::vector<fs::path> archives;
        for (const std::string& source : set_.sources())
            if (!source.starts_with("sample:") && fs::is_regular_file(source) && isArchive(source))
                archives.emplace_back(source);
        for (const fs::path& archive : archives) {
            const std::string prefix = archives.size() > 1 ? stemOfArchive(archive) + "/" : std::string();
            const auto stream = openArchive(archive);
            for (ArchiveMember member; !wanted.empty() && stream->next(member);) {
                goOn(0);
                const auto found = wanted.find(displayName(prefix + plainMemberName(member.name)));
                if (found == wanted.end()) continue;
                copyMember(*stream, staging_.place(within(found->first)));
                goOn(std::ssize(found->second));
                wanted.erase(found);
            }
        }
    }
    void copyMember(ForwardStream& bytes, const fs::path& to) {
        std::ofstream file(to, std::ios::binary);
        std::vector<uint8_t> some(size_t{1} << 18);
        for (size_t read = some.size(); file && read == some.size();) {
            goOn(0);
            read = bytes.read(some);
            file.write(reinterpret_cast<const char*>(some.data()), static_cast<std::streamsize>(read));
        }
        file.close();
        if (!file) throwWriteError(to, errno != 0 ? errno : EIO);
        ++copied_.files;
    }
    void writePicture(int64_t image) {
        goOn(1);
        const Picture picture = set_.picture(image);
        if (picture.empty())
            throw Error("copy.picture", "The pixels of %1 cannot be read any more. Open the images again.",
                        {set_.nameOf(image)});
        fs::path name = within(set_.nameOf(image));
        if (name.extension() != ".png") name += ".png";
        writePng(staging_.place(name), picture);
        ++copied_.pictures;
    }

    Staging& staging_;
    const ImageSet& set_;
    const std::stop_token& stop_;
    WorkCounter counter_;
    int64_t done_ = 0;
    std::map<fs::path, int64_t> seen_;
    CopiedImages copied_;
};

}  // namespace

CopiedImages copyImagesTo(const fs::path& into, const std::string& name, const ImageSet& set,
                          std::span<const int64_t> images, const ProgressSink& sink, const std::stop_token& stop) {
    Staging staging(into, name);
    Copier copier(staging, set, std::ssize(images), sink, stop);
    copier.copyAll(images);
    CopiedImages copied = copier.copied();
    copied.folder = staging.finish();
    return copied;
}

}  // namespace zscape
