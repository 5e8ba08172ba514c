#include "engine/training/code_rows.h"

#include "engine/data/hash128.h"
#include "engine/data/pixel_buffer.h"
#include "engine/kernels/parallel.h"
#include "engine/training/codes_start.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <cstring>

namespace zscape {

namespace {

constexpr const char* kPrefix = "table.";

std::shared_ptr<const std::vector<int64_t>> placesOf(const std::vector<int64_t>& train, int64_t images) {
    auto places = std::make_shared<std::vector<int64_t>>(static_cast<size_t>(images), -1);
    for (size_t row = 0; row < train.size(); ++row)
        (*places)[static_cast<size_t>(train[row])] = static_cast<int64_t>(row);
    return places;
}

void writeKey(std::span<const uint8_t> pixels, int64_t* to) {
    const Hash128 hash = Hash128::of(pixels);
    std::memcpy(to, &hash.low, sizeof hash.low);
    std::memcpy(to + 1, &hash.high, sizeof hash.high);
}

std::string textOf(const int64_t* key) { return {reinterpret_cast<const char*>(key), 2 * sizeof *key}; }

/// `rows` of `stored`, then the stored rows that nobody took; rows of -1 are taken from `old`.
Tensor arranged(const Tensor& old, const Tensor& stored, const Tensor& here, const Tensor& there, const Tensor& left) {
    Tensor result = old.detach().cpu().narrow(0, 0, old.size(0)).clone();
    result.index_copy_(0, here, stored.index_select(0, there));
    return at::cat({result, stored.index_select(0, left)});
}

}  // namespace

StoredRows readRows(const SafetensorsView& file, const RowTable& table) {
    StoredRows stored;
    stored.keys = storedTensor(file, std::string(kPrefix) + "keys", at::kLong, {});
    const int64_t count = stored.keys.dim() == 2 ? stored.keys.size(0) : 0;
    stored.keys = storedTensor(file, std::string(kPrefix) + "keys", at::kLong, {count, 2});
    stored.values = storedTensor(file, std::string(kPrefix) + "values", at::kFloat, {count, table.width()});
    if (table.optimiser == "adam") {
        for (const char* name : {"m", "v"})
            stored.optimiser.emplace_back(
                name, storedTensor(file, kPrefix + std::string(name), at::kFloat, {count, table.width()}));
        stored.optimiser.emplace_back("count",
                                      storedTensor(file, kPrefix + std::string("count"), at::kFloat, {count, 1}));
    }
    return stored;
}

Tensor keyOf(std::span<const uint8_t> pixels) {
    const Tensor key = at::empty({1, 2}, at::kLong);
    writeKey(pixels, key.data_ptr<int64_t>());
    return key;
}

Tensor keysOf(const ImageSet& images, const std::vector<int64_t>& indices) {
    const auto count = static_cast<int64_t>(indices.size());
    const Tensor keys = at::empty({count, 2}, at::kLong);
    auto* to = keys.data_ptr<int64_t>();
    const auto bytes = static_cast<size_t>(images.bytesPerImage());
    inParallel(count, std::max<int64_t>(1, (1 << 20) / images.bytesPerImage()), [&](int64_t begin, int64_t end) {
        const std::span<const int64_t> mine(indices.data() + begin, static_cast<size_t>(end - begin));
        readInPieces(images, mine, [&](int64_t first, const PixelRows& rows) {
            int64_t* key = to + 2 * (begin + first);
            for (size_t at = 0; at < rows.pixels.size(); at += bytes, key += 2)
                writeKey(rows.pixels.subspan(at, bytes), key);
        });
    });
    return keys;
}

RowFinder::RowFinder(const Tensor& keys) {
    rows_.reserve(static_cast<size_t>(keys.size(0)));
    const auto* key = keys.const_data_ptr<int64_t>();
    for (int64_t row = 0; row < keys.size(0); ++row, key += 2) rows_[textOf(key)].push_back(row);
}

std::vector<int64_t> RowFinder::find(const Tensor& keys, bool once) const {
    std::vector<int64_t> found(static_cast<size_t>(keys.size(0)), -1);
    std::unordered_map<std::string, size_t> given;
    const auto* key = keys.const_data_ptr<int64_t>();
    for (int64_t& row : found) {
        const std::string text = textOf(key);
        key += 2;
        const auto known = rows_.find(text);
        if (known == rows_.end()) continue;
        const size_t turn = once ? given[text]++ : 0;
        if (turn < known->second.size()) row = known->second[turn];
    }
    return found;
}

CodeRows::CodeRows(RowTable& table, std::shared_ptr<const ImageSet> images, std::vector<int64_t> train)
    : table_(table),
      images_(std::move(images)),
      train_(std::move(train)),
      places_(placesOf(train_, images_->count())),
      optimiser_(table_) {}

void CodeRows::begin(const BatchAssembler& assembler, const ModelSpec& spec, uint64_t seed) {
    const at::NoGradGuard noGradients;
    const at::Device device = table_.values.device();
    const Tensor mu = spec.text("codes_start") == "pca"
                          ? principalCodes(assembler, train_, spec.codeSize(), seed)
                          : randomCodes(static_cast<int64_t>(train_.size()), spec.codeSize(), seed);
    table_.values = table_.startAt(mu).to(device).contiguous();
    optimiser_.begin();
    keys_ = Tensor();
}

const Tensor& CodeRows::keys() {
    if (!keys_.defined()) keys_ = keysOf(*images_, train_);
    return keys_;
}

NamedTensors CodeRows::state() {
    NamedTensors state{{kPrefix + std::string("values"), table_.values}, {kPrefix + std::string("keys"), keys()}};
    for (auto& [name, tensor] : optimiser_.state()) state.emplace_back(kPrefix + name, tensor);
    return state;
}

std::vector<int64_t> CodeRows::take(StoredRows stored) {
    const at::NoGradGuard noGradients;
    const auto images = static_cast<int64_t>(train_.size());
    const Tensor ours = keys().narrow(0, 0, images).contiguous();
    const std::vector<int64_t> found = RowFinder(stored.keys).find(ours, /*once=*/true);
    std::vector<int64_t> here, there, fresh, left;
    std::vector<bool> taken(static_cast<size_t>(stored.keys.size(0)));
    for (int64_t row = 0; row < images; ++row) {
        const int64_t from = found[static_cast<size_t>(row)];
        if (from < 0) {
            fresh.push_back(row);
            continue;
        }
        here.push_back(row);
        there.push_back(from);
        taken[static_cast<size_t>(from)] = true;
    }
    for (size_t row = 0; row < taken.size(); ++row)
        if (!taken[row]) left.push_back(static_cast<int64_t>(row));

    const Tensor to = at::tensor(here, at::kLong), from = at::tensor(there, at::kLong),
                 rest = at::tensor(left, at::kLong);
    const at::Device device = table_.values.device();
    const auto put = [&](const Tensor& old, const Tensor& from_) {
        return arranged(old.narrow(0, 0, images), from_, to, from, rest).to(device);
    };
    table_.values = put(table_.values, stored.values);
    NamedState before;
    for (auto& [name, tensor] : stored.optimiser)
        before.emplace_back(name, put(at::zeros({images, tensor.size(1)}, at::kFloat), tensor));
    optimiser_.take(std::move(before));
    keys_ = at::cat({ours, stored.keys.index_select(0, rest)});
    return fresh;
}

}  // namespace zscape
