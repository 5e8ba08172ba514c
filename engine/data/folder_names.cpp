#include "engine/data/folder_names.h"

#include "engine/data/image_header.h"

#include <algorithm>
#include <array>
#include <set>

namespace zscape {

namespace {

constexpr int kDeepestAside = 12;

template <size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 2> kTrain{"train", "training"};
constexpr std::array<std::string_view, 4> kHeldOut{"val", "valid", "validation", "dev"};
constexpr std::array<std::string_view, 2> kTest{"test", "testing"};

/// "training_set" -> "training", "val2017" -> "val"; a word that is nothing else stays.
std::string_view withoutEnding(std::string_view word) {
    const auto strip = [&](auto&& belongs) {
        while (!word.empty() && belongs(word.back())) word.remove_suffix(1);
    };
    strip([](char c) { return c >= '0' && c <= '9'; });
    strip([](char c) { return c == '_' || c == '-' || c == ' '; });
    if (word.size() > 3 && word.ends_with("set")) {
        word.remove_suffix(3);
        strip([](char c) { return c == '_' || c == '-' || c == ' '; });
    }
    return word;
}

bool namesPictures(std::string_view folder) {
    static constexpr std::array<std::string_view, 5> kWords{"images", "image", "imgs", "img", "pictures"};
    return isOneOf(lowered(folder), kWords);
}

/// The folder at `depth` of a name, empty when the name has none so deep.
std::string_view folderOf(std::string_view name, int depth) {
    for (;; --depth) {
        const size_t slash = name.find('/');
        if (slash == std::string_view::npos) return {};
        if (depth == 0) return name.substr(0, slash);
        name.remove_prefix(slash + 1);
    }
}

/// Whether the folders of ground truth among these are beside what they belong to.
bool belongTo(const std::set<std::string_view>& folders) {
    bool anyAside = false, allSplit = true, allPictures = true, train = false, others = false;
    for (const std::string_view folder : folders) {
        if (isAsideName(folder)) {
            anyAside = true;
            continue;
        }
        others = true;
        const std::optional<Side> side = sideNamed(folder);
        allSplit = allSplit && side;
        train = train || side == Side::Train;
        allPictures = allPictures && namesPictures(folder);
    }
    return anyAside && others && ((allSplit && train) || allPictures);
}

}  // namespace

std::string lowered(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return small;
}

std::vector<std::string> wordsOf(std::string_view name) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : lowered(name) + ".") {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

std::string withoutNumber(const std::string& word) { return word.substr(0, word.find_last_not_of("0123456789") + 1); }

std::optional<Side> sideNamed(std::string_view word) {
    const std::string small = lowered(word);
    const std::string_view stem = withoutEnding(small);
    if (isOneOf(stem, kTrain)) return Side::Train;
    if (isOneOf(stem, kHeldOut)) return Side::HeldOut;
    if (isOneOf(stem, kTest)) return Side::Test;
    return std::nullopt;
}

bool isJunkName(std::string_view name) {
    static constexpr std::array<std::string_view, 26> kJunk{"@eadir",
                                                            "#recycle",
                                                            "#snapshot",
                                                            "@recycle",
                                                            "@recently-snapshot",
                                                            ".@__thumb",
                                                            "@__thumb",
                                                            "$recycle.bin",
                                                            "recycler",
                                                            "system volume information",
                                                            "__macosx",
                                                            ".thumbnails",
                                                            "lost+found",
                                                            ".ipynb_checkpoints",
                                                            "thumbs.db",
                                                            "ehthumbs.db",
                                                            "desktop.ini",
                                                            ".ds_store",
                                                            ".directory",
                                                            ".appledouble",
                                                            ".spotlight-v100",
                                                            ".fseventsd",
                                                            ".temporaryitems",
                                                            ".documentrevisions-v100",
                                                            ".nomedia",
                                                            ".picasa.ini"};
    const std::string small = lowered(name);
    return small.starts_with("._") || small.starts_with(".trash") || isOneOf(std::string_view(small), kJunk);
}

bool isAsideName(std::string_view folder) {
    static constexpr std::array<std::string_view, 7> kWords{"ground_truth", "groundtruth", "ground-truth", "masks",
                                                            "mask",         "annotations", "annotation"};
    const std::string small = lowered(folder);
    if (isOneOf(std::string_view(small), kWords)) return true;
    // "train_masks" beside "train"
    const size_t cut = small.find_first_of("_- ");
    return cut != std::string::npos && sideNamed(std::string_view(small).substr(0, cut)) &&
           isOneOf(std::string_view(small).substr(cut + 1), kWords);
}

std::vector<bool> standAside(const std::vector<std::string>& names) {
    std::vector<bool> aside(names.size(), false);
    // Where no name has such a word anywhere, as almost always, there is nothing to look at.
    std::vector<size_t> suspects;
    for (size_t i = 0; i < names.size(); ++i) {
        std::string_view rest = names[i];
        for (size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
            if (isAsideName(rest.substr(0, slash))) {
                suspects.push_back(i);
                break;
            }
            rest.remove_prefix(slash + 1);
        }
    }
    for (int depth = 0; depth < kDeepestAside && !suspects.empty(); ++depth) {
        std::set<std::string_view> folders;
        for (size_t i = 0; i < names.size(); ++i) {
            if (aside[i]) continue;
            const std::string_view folder = folderOf(names[i], depth);
            if (!folder.empty() && (kindOfName(names[i]) != NameKind::Unknown || isAsideName(folder)))
                folders.insert(folder);
        }
        if (folders.empty()) break;
        if (!belongTo(folders)) continue;
        for (const size_t i : suspects)
            if (isAsideName(folderOf(names[i], depth))) aside[i] = true;
    }
    return aside;
}

}  // namespace zscape
