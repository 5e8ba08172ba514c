#include "ui/bridge/kept_settings.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QLockFile>
#include <QSettings>

namespace zscape {
namespace {

class KeptSettingsTest : public testing::Test {
protected:
    void SetUp() override {
        KeptSettings().clear();
        KeptSettings().finish();
    }
    void TearDown() override { SetUp(); }
};

TEST_F(KeptSettingsTest, WhatIsSetIsThereAtOnceAndInTheFileWhenItIsFinished) {
    KeptSettings settings;
    EXPECT_EQ(settings.value(QStringLiteral("a/number"), 7), QVariant(7));
    settings.setValue(QStringLiteral("a/number"), 3);
    settings.setValue(QStringLiteral("a/text"), QStringLiteral("猫"));
    settings.setValue(QStringLiteral("b"), QStringList{QStringLiteral("x"), QStringLiteral("y")});
    EXPECT_EQ(KeptSettings().value(QStringLiteral("a/number")).toInt(), 3);
    settings.finish();
    EXPECT_EQ(QSettings().value(QStringLiteral("a/number")).toInt(), 3);
    EXPECT_EQ(QSettings().value(QStringLiteral("a/text")).toString(), QStringLiteral("猫"));
    EXPECT_EQ(QSettings().value(QStringLiteral("b")).toStringList().size(), 2);
    settings.remove(QStringLiteral("a"));
    EXPECT_FALSE(settings.value(QStringLiteral("a/text")).isValid());
    settings.finish();
    EXPECT_EQ(QSettings().allKeys(), QStringList{QStringLiteral("b")});
}

TEST_F(KeptSettingsTest, NobodyWaitsForADiskThatIsBusy) {
    // QSettings locks its file for as long as it writes: whoever holds the lock is a disk that does not answer.
    const QString file = QSettings().fileName();
    QLockFile busy(file + QStringLiteral(".lock"));
    ASSERT_TRUE(busy.lock());
    KeptSettings settings;
    for (int i = 0; i < 1000; ++i) settings.setValue(QStringLiteral("count"), i);
    EXPECT_EQ(settings.value(QStringLiteral("count")).toInt(), 999);
    // Not by QSettings, which would wait too.
    QFile written(file);
    if (written.open(QIODevice::ReadOnly)) {
        EXPECT_FALSE(written.readAll().contains("count")) << "it was set all the same";
    }
    busy.unlock();
    settings.finish();
    EXPECT_EQ(QSettings().value(QStringLiteral("count")).toInt(), 999);
}

}  // namespace
}  // namespace zscape
