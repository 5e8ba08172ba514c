#include "engine/core/error.h"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace zscape {

TEST(Error, PutsItsArgumentsIntoTheSentence) {
    const Error error("data.size", "%2 is %1 pixels wide; %3 is missing, 100 % is not an argument.", {"12", "cat.png"});
    EXPECT_STREQ(error.what(), "cat.png is 12 pixels wide;  is missing, 100 % is not an argument.");
    EXPECT_EQ(error.code(), "data.size");
}

TEST(Error, DoesNotReadPlaceholdersOutOfArguments) {
    EXPECT_STREQ(Error("x", "%1 and %2", {"%2", "b"}).what(), "%2 and b");
}

template <class Thrown>
ErrorInfo describe(const Thrown& thrown) {
    try {
        throw thrown;
    } catch (...) {
        return describeCurrentException();
    }
}

TEST(Error, DescribesWhatIsInFlight) {
    EXPECT_EQ(describe(Error("a.b", "Sentence.")).code, "a.b");
    EXPECT_EQ(describe(Cancelled()).code, "cancelled");
    EXPECT_EQ(describe(std::bad_alloc()).code, "memory.exhausted");
    const ErrorInfo info =
        describe(std::runtime_error("sizes differ\nException raised from add at add.cpp:1\nframe #0"));
    EXPECT_EQ(info.code, "internal");
    EXPECT_EQ(info.sentence(), "An unexpected error stopped this: sizes differ");
}

}  // namespace zscape
