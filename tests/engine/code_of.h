#pragma once

#include "engine/core/error.h"

#include <functional>
#include <gtest/gtest.h>
#include <string>

namespace zscape {

/// The code of the Error that `work` throws, empty when it throws none; its sentence must be long enough to help a
/// person.
inline std::string codeOf(const std::function<void()>& work, std::string* sentence = nullptr) {
    try {
        work();
    } catch (const Error& error) {
        EXPECT_GT(std::string(error.what()).size(), 30U) << error.what();
        if (sentence != nullptr) *sentence = error.what();
        return error.code();
    }
    return "";
}

}  // namespace zscape
