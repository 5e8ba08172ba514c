#pragma once

#include "engine/core/error.h"
#include "engine/data/array_layout.h"
#include "engine/data/image_set.h"
#include "engine/data/number_type.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// One of the arrays that a file holds (.npz, HDF5), by what it says of itself.
struct NamedArray {
    /// \param axesMeant as axesFrom() gives them; empty: the guess
    NamedArray(std::string arrayName, std::vector<int64_t> arrayShape, NumberType arrayType,
               const std::string& axesMeant = {}, bool inFortranOrder = false);

    std::string name;  ///< bytes, with '/' between folders
    std::vector<int64_t> shape;
    std::string axes;                   ///< of its shape, as they are meant
    std::optional<ArrayLayout> layout;  ///< by these; nothing where it holds no pictures
    NumberType type;                    ///< of 0 bytes: nothing that is read
    bool fortran = false;
    std::optional<Side> side;  ///< what its name says
    std::string set;           ///< the words of its name that name no side
    bool namesLabels = false;
};

/// Pictures, and what belongs to them: indices into the arrays.
struct ChosenArray {
    size_t pictures = 0;
    std::optional<size_t> labels;   ///< numbers, one for each
    int64_t ofLabel = 1;            ///< or for so many: the planes of a volume
    std::optional<size_t> factors;  ///< a row of numbers for each: what they were drawn from
    std::vector<std::string> factorNames;
};

/// Those of pictures by their shape: grey and colours first; other numbers of channels only where none of these is as
/// large as a picture (maps of a flow beside pictures are no second set), and rows of numbers only where nothing else
/// is.
std::vector<size_t> picturesAmong(const std::vector<NamedArray>& arrays);

/// Looks for the labels and factors of some pictures among the arrays beside them, of the same side.
ChosenArray withBelongings(const std::vector<NamedArray>& arrays, size_t pictures);

/// "train", "val", "test", or `otherwise`
std::string partOf(const std::optional<Side>& side, const std::string& otherwise);

/// For a sentence: some of them with their shapes.
std::string listed(const std::vector<NamedArray>& arrays);

/// None of a file's arrays holds pictures. \param axes as a person says them, or empty
/// \throws Error `code`, SeveralReadings of it where one holds some once its axes are said; with axes "array.axes"
[[noreturn]] void throwNoneAmong(const char* code, const std::filesystem::path& file,
                                 const std::vector<NamedArray>& arrays, const std::string& axes);

}  // namespace zscape
