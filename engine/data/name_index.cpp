#include "engine/data/name_index.h"

#include "engine/data/hash128.h"
#include "engine/data/image_header.h"

#include <algorithm>

namespace zscape {

namespace {

/// More images of one name than these are not told apart by looking at each.
constexpr int kMostLookedAt = 64;

char smallAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

uint64_t hashOfName(std::string_view text) {
    uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
    for (const char c : text) hash = (hash ^ static_cast<uint8_t>(smallAscii(c))) * 0x100000001B3ULL;
    return hash;
}

bool equalNames(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return smallAscii(x) == smallAscii(y); });
}

std::string_view lastComponent(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// "a/b.c.png" -> "a/b.c"; a name that begins with its only dot stays.
std::string_view withoutImageEnding(std::string_view path) {
    const size_t dot = path.rfind('.');
    const size_t begin = path.size() - lastComponent(path).size();
    return dot == std::string_view::npos || dot <= begin ? path : path.substr(0, dot);
}

/// What tables write before a path, and between its parts.
std::string plainPath(std::string_view cell) {
    std::string path(cell);
    std::replace(path.begin(), path.end(), '\\', '/');
    if (path.starts_with("file://")) path.erase(0, 7);
    if (path.size() > 2 && path[1] == ':' && path[2] == '/') path.erase(0, 3);
    for (;;) {
        if (path.starts_with("./")) path.erase(0, 2);
        else if (path.starts_with("../")) path.erase(0, 3);
        else if (path.starts_with('/')) path.erase(0, 1);
        else break;
    }
    for (size_t twice = path.find("//"); twice != std::string::npos; twice = path.find("//")) path.erase(twice, 1);
    return path;
}

/// How many components at the ends of two paths (without endings) are equal.
int commonEnd(std::string_view a, std::string_view b) {
    for (int common = 0;; ++common) {
        const std::string_view x = lastComponent(a), y = lastComponent(b);
        if (x.empty() || !equalNames(x, y)) return common;
        a.remove_suffix(std::min(a.size(), x.size() + 1));
        b.remove_suffix(std::min(b.size(), y.size() + 1));
    }
}

}  // namespace

/// The image that fits best so far: by its ending, then by how many folders are the same.
struct NameIndex::Best {
    int64_t image = kNone;
    int score = 0;
    bool tie = false;

    void take(int64_t candidate, int value) {
        if (candidate == image) return;
        if (value > score) *this = {candidate, value, false};
        else if (value == score) tie = true;
    }
    int64_t answer() const { return tie ? kSeveral : image; }
};

NameIndex::NameIndex(const std::vector<std::string>& names) : names_(names) {
    whole_.reserve(names.size());
    last_.reserve(names.size());
    for (size_t i = 0; i < names.size(); ++i) {
        const std::string_view path = withoutImageEnding(names[i]);
        whole_.push_back({hashOfName(path), static_cast<int64_t>(i)});
        last_.push_back({hashOfName(lastComponent(path)), static_cast<int64_t>(i)});
    }
    std::sort(whole_.begin(), whole_.end());
    std::sort(last_.begin(), last_.end());
}

/// `wanted`: the cell's path, with or without its ending, that a name without its own must end in.
void NameIndex::offer(const std::vector<Key>& keys, std::string_view wanted, std::string_view cell,
                      std::string_view folder, Best& best) const {
    const bool whole = &keys == &whole_;
    const std::string_view sought = whole ? wanted : lastComponent(wanted);
    if (sought.empty()) return;
    const uint64_t hash = hashOfName(sought);
    auto key = std::lower_bound(keys.begin(), keys.end(), Key{hash, -1});
    for (int looked = 0; key != keys.end() && key->hash == hash; ++key, ++looked) {
        if (looked == kMostLookedAt) {
            best.tie = true;
            return;
        }
        const std::string& name = names_[static_cast<size_t>(key->image)];
        const std::string_view stem = withoutImageEnding(name);
        if (!equalNames(whole ? stem : lastComponent(stem), sought)) continue;
        const std::string_view shown = lastComponent(cell);
        const std::string_view own = lastComponent(name);
        // The same file; the same but for upper and lower case; without an ending; with another image's ending.
        const int likeness = own == shown                            ? 4
                             : equalNames(own, shown)                ? 3
                             : wanted.size() == cell.size()          ? 2
                             : kindOfName(cell) != NameKind::Unknown ? 1
                                                                     : 0;
        if (likeness > 0)
            best.take(key->image, commonEnd(stem, wanted) * 16 + (name.starts_with(folder) ? 8 : 0) + likeness);
    }
}

int64_t NameIndex::find(std::string_view cell, std::string_view folder) const {
    if (cell.empty() || cell.size() > 4096) return kNone;
    const std::string path = plainPath(cell);
    const std::string_view bare = withoutImageEnding(path);
    const std::string below = std::string(folder) + path;
    for (const std::string* from : {&below, &path}) {
        Best best;
        offer(whole_, withoutImageEnding(*from), *from, folder, best);
        offer(whole_, *from, *from, folder, best);
        if (best.image != kNone) return best.answer();
        if (folder.empty()) break;
    }
    Best best;
    offer(last_, bare, path, folder, best);
    if (bare.size() != path.size()) offer(last_, path, path, folder, best);
    return best.image == kNone && best.tie ? kSeveral : best.answer();
}

}  // namespace zscape
