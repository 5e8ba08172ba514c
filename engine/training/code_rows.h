#pragma once

#include "engine/training/batch_source.h"
#include "engine/training/checkpoint.h"
#include "engine/training/row_optimiser.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace zscape {

/// What a checkpoint holds of a table of codes: M rows, on the CPU.
struct StoredRows {
    Tensor values;         ///< [M,W]
    Tensor keys;           ///< [M,2] int64: the hash of the pixels of each row's image
    NamedState optimiser;  ///< by RowOptimiser's names, [M,...]
};

/// \throws Error "checkpoint.*" when they are missing or do not fit the table's width and optimiser
StoredRows readRows(const SafetensorsView& file, const RowTable& table);

/// The hash of each image's pixels, [n,2] int64: the same image is known again in another folder, under another name
/// and in another order. Reads all of their pixels once.
Tensor keysOf(const ImageSet& images, const std::vector<int64_t>& indices);
Tensor keyOf(std::span<const uint8_t> pixels);

/// Finds rows by keys. Rows with the same key (the same picture twice) are given out in turn.
class RowFinder {
public:
    explicit RowFinder(const Tensor& keys);
    /// The row of each of `keys` [n,2], -1: none. `once`: no row is given to two images.
    std::vector<int64_t> find(const Tensor& keys, bool once) const;

private:
    std::unordered_map<std::string, std::vector<int64_t>> rows_;
};

/// A run's table of codes: row i belongs to the i-th training image; behind them lie the codes of images that were once
/// here.
class CodeRows {
public:
    CodeRows(RowTable& table, std::shared_ptr<const ImageSet> images, std::vector<int64_t> train);

    /// Gives the table its rows, by the setting codes_start.
    void begin(const BatchAssembler& assembler, const ModelSpec& spec, uint64_t seed);

    RowTable& table() { return table_; }
    RowOptimiser& optimiser() { return optimiser_; }
    /// image of the set -> row, -1: it does not train
    const std::shared_ptr<const std::vector<int64_t>>& places() const { return places_; }

    /// "table.values", "table.keys", "table." + the optimiser's own
    NamedTensors state();
    /// Stored rows in place of those here. \return rows of the training images that had none, ascending; they are as
    /// they were
    std::vector<int64_t> take(StoredRows stored);

private:
    const Tensor& keys();

    RowTable& table_;
    std::shared_ptr<const ImageSet> images_;
    std::vector<int64_t> train_;
    std::shared_ptr<const std::vector<int64_t>> places_;
    RowOptimiser optimiser_;
    Tensor keys_;  ///< [rows,2], made when first asked for
};

}  // namespace zscape
