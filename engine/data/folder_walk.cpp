#include "engine/data/folder_walk.h"

#include "engine/core/paths.h"
#include "engine/data/folder_names.h"
#include "engine/data/image_header.h"

#include <cerrno>
#include <chrono>
#include <dirent.h>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace zscape {

namespace {

using Identity = std::pair<dev_t, ino_t>;

Identity identityOf(const struct stat& info) { return {info.st_dev, info.st_ino}; }

bool isProject(const std::string& name) { return name.size() > 7 && name.compare(name.size() - 7, 7, ".zscape") == 0; }

class Walk {
public:
    Walk(const std::filesystem::path& root, int64_t limit, const ProgressSink& progress, std::stop_token stop)
        : root_(root),
          limit_(limit),
          progress_(progress),
          stop_(std::move(stop)) {}

    FolderContents run() {
        visit("", true);
        // Real folders first: what lies behind a link keeps its real name where it has one below this folder.
        while (!links_.empty() && contents_.complete) {
            const std::string next = std::move(links_.back());
            links_.pop_back();
            visit(next, false);
        }
        takeLinkedFiles();
        return std::move(contents_);
    }

private:
    struct LinkedFile {
        FoundFile file;
        Identity identity;
    };

    void visit(const std::string& prefix, bool isRoot) {
        if (stop_.stop_requested()) throw Cancelled();
        const std::filesystem::path path = prefix.empty() ? root_ : root_ / prefix.substr(0, prefix.size() - 1);
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR* directory = descriptor >= 0 ? ::fdopendir(descriptor) : nullptr;
        if (!directory) {
            const int reason = errno;
            if (descriptor >= 0) ::close(descriptor);
            if (isRoot) throw fileError(path, reason);
            contents_.unreadable.push_back({path, fileError(path, reason).info()});
            return;
        }
        if (isSystems(descriptor)) {
            ::closedir(directory);
            if (isRoot)
                throw Error("file.system",
                            "%1 holds no images: the system shows itself there. Choose a folder of images.",
                            {displayName(path)});
            return;
        }
        std::vector<std::string> folders;
        try {
            list(directory, descriptor, prefix, path, folders);
        } catch (...) {
            ::closedir(directory);
            throw;
        }
        ::closedir(directory);  // before going deeper: a deep tree must not use up the descriptors
        for (const std::string& folder : folders) {
            if (!contents_.complete) return;
            visit(folder, false);
        }
    }

    void list(DIR* directory, int descriptor, const std::string& prefix, const std::filesystem::path& path,
              std::vector<std::string>& folders) {
        struct stat info = {};
        if (::fstat(descriptor, &info) != 0) throw fileError(path, errno);
        if (!visited_.insert(identityOf(info)).second) return;
        for (;;) {
            errno = 0;
            const dirent* entry = ::readdir(directory);
            if (!entry) {
                if (errno != 0) contents_.unreadable.push_back({path, fileError(path, errno).info()});
                return;
            }
            const std::string name = entry->d_name;
            if (name == "." || name == ".." || isJunkName(name)) continue;
            if (name[0] == '.') {
                ++contents_.hidden;
                continue;
            }
            report();
            if (entry->d_type == DT_DIR) {
                if (!isProject(name)) folders.push_back(prefix + name + '/');
                continue;
            }
            if (entry->d_type == DT_FIFO || entry->d_type == DT_SOCK || entry->d_type == DT_CHR ||
                entry->d_type == DT_BLK)
                continue;
            takeEntry(descriptor, name, prefix, folders);
            if (limit_ >= 0 && static_cast<int64_t>(contents_.files.size()) >= limit_) {
                contents_.complete = false;
                return;
            }
        }
    }

    void takeEntry(int descriptor, const std::string& name, const std::string& prefix,
                   std::vector<std::string>& folders) {
        struct stat info = {};
        if (::fstatat(descriptor, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
            noteUnreadable(prefix + name, errno);
            return;
        }
        if (!S_ISLNK(info.st_mode)) {
            if (S_ISREG(info.st_mode)) {
                contents_.files.push_back({prefix + name, stampFrom(info)});
                identities_.push_back(identityOf(info));
            } else if (S_ISDIR(info.st_mode) && !isProject(name)) {
                folders.push_back(prefix + name + '/');
            }
            return;
        }
        if (::fstatat(descriptor, name.c_str(), &info, 0) != 0) noteUnreadable(prefix + name, errno);
        else if (S_ISDIR(info.st_mode)) links_.push_back(prefix + name + '/');
        else if (S_ISREG(info.st_mode)) linkedFiles_.push_back({{prefix + name, stampFrom(info)}, identityOf(info)});
    }

    /// A file that went away between listing and looking is only missed when its name says that it was an image.
    void noteUnreadable(const std::string& name, int reason) {
        if (kindOfName(name) == NameKind::Unknown) return;
        const std::filesystem::path path = root_ / name;
        contents_.unreadable.push_back({path, fileError(path, reason).info()});
    }

    void takeLinkedFiles() {
        if (linkedFiles_.empty()) return;
        std::set<Identity> known(identities_.begin(), identities_.end());
        for (LinkedFile& link : linkedFiles_)
            if (known.insert(link.identity).second) contents_.files.push_back(std::move(link.file));
    }

    void report() {
        if (stop_.stop_requested()) throw Cancelled();
        if ((++looked_ & 255) != 0) return;
        const auto now = std::chrono::steady_clock::now();
        if (!progress_ || now - reported_ < std::chrono::milliseconds(50)) return;
        reported_ = now;
        progress_({"Looking for images", static_cast<int64_t>(contents_.files.size()), 0, -1});
    }

    const std::filesystem::path& root_;
    const int64_t limit_;
    const ProgressSink& progress_;
    const std::stop_token stop_;
    FolderContents contents_;
    std::vector<Identity> identities_;  ///< of contents_.files, in the same order until links are added
    std::vector<std::string> links_;    ///< folders behind links, still to be visited
    std::vector<LinkedFile> linkedFiles_;
    std::set<Identity> visited_;
    int64_t looked_ = 0;
    std::chrono::steady_clock::time_point reported_{};
};

}  // namespace

FolderContents walkFolder(const std::filesystem::path& folder, int64_t limit, const ProgressSink& progress,
                          std::stop_token stop) {
    return Walk(folder, limit, progress, std::move(stop)).run();
}

}  // namespace zscape
