#include "ui/selection/image_bits.h"

#include <algorithm>
#include <bit>

namespace zscape {

ImageBits::ImageBits(int64_t images)
    : images_(std::max<int64_t>(images, 0)),
      words_(static_cast<size_t>((images_ + 63) / 64)) {}

ImageBits ImageBits::of(int64_t images, const std::vector<int64_t>& members) {
    ImageBits bits(images);
    for (const int64_t image : members) bits.insert(image);
    return bits;
}

std::vector<int64_t> ImageBits::members() const {
    std::vector<int64_t> members;
    members.reserve(static_cast<size_t>(count_));
    for (size_t word = 0; word < words_.size(); ++word)
        for (uint64_t rest = words_[word]; rest != 0; rest &= rest - 1)
            members.push_back(static_cast<int64_t>(word) * 64 + std::countr_zero(rest));
    return members;
}

int64_t ImageBits::next(int64_t from) const {
    from = std::max<int64_t>(from, 0);
    if (from >= images_) return -1;
    size_t word = wordOf(from);
    uint64_t rest = words_[word] & ~uint64_t{0} << (from % 64);
    while (rest == 0) {
        if (++word == words_.size()) return -1;
        rest = words_[word];
    }
    return static_cast<int64_t>(word) * 64 + std::countr_zero(rest);
}

void ImageBits::insert(int64_t image) {
    if (image < 0 || image >= images_ || contains(image)) return;
    words_[wordOf(image)] |= uint64_t{1} << (image % 64);
    ++count_;
}

void ImageBits::remove(int64_t image) {
    if (!contains(image)) return;
    words_[wordOf(image)] &= ~(uint64_t{1} << (image % 64));
    --count_;
}

void ImageBits::unite(const ImageBits& other) {
    for (size_t word = 0; word < words_.size(); ++word) words_[word] |= other.words_[word];
    recount();
}

void ImageBits::subtract(const ImageBits& other) {
    for (size_t word = 0; word < words_.size(); ++word) words_[word] &= ~other.words_[word];
    recount();
}

void ImageBits::invert() {
    for (uint64_t& word : words_) word = ~word;
    // Behind the last image there is none.
    if (images_ % 64 != 0) words_.back() &= ~uint64_t{0} >> (64 - images_ % 64);
    count_ = images_ - count_;
}

void ImageBits::recount() {
    count_ = 0;
    for (const uint64_t word : words_) count_ += std::popcount(word);
}

}  // namespace zscape
