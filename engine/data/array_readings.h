#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace zscape {

/// How the dimensions of an array may be meant.
struct ArrayReadings {
    struct Reading {
        std::string axes;  ///< for ImportSettings::arrayAxes: "NHWC"
        int64_t images = 0, width = 0, height = 0;
        int channels = 1;
        bool operator==(const Reading&) const = default;
    };
    std::string shape;              ///< "500 x 3 x 64 x 64"
    std::string axes;               ///< as it is read; may be none of the readings, where a person wrote others
    std::vector<Reading> readings;  ///< what is meant where nothing is said first, where there is such a guess
    bool operator==(const ArrayReadings&) const = default;
};

/// "array.shape", or what a file is called that holds none but such arrays: pictures may be read from it once it is
/// said how.
class SeveralReadings : public Error {
public:
    SeveralReadings(ArrayReadings readings, Error sentence)
        : Error(std::move(sentence)),
          readings_(std::move(readings)) {}
    const ArrayReadings& readings() const { return readings_; }

private:
    ArrayReadings readings_;
};

}  // namespace zscape
