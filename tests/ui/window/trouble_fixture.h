#pragma once

#include "tests/ui/window/window_fixture.h"

#include <QFile>

#include <algorithm>
#include <filesystem>

namespace zscape {

/// Projects that are opened otherwise than they were made. \tparam Base WindowFixture, or what derives from it
template <typename Base>
class TroubleFixture : public Base {
protected:
    QString photos() const { return home_.filePath(QStringLiteral("photos")); }
    QString elsewhere() const { return home_.filePath(QStringLiteral("disk/photos")); }
    QString project() const { return home_.filePath(QStringLiteral("mine.zscape")); }
    QString inHome(const QString& name) const { return home_.filePath(name); }
    QString digitsOf(int label) const { return photos() + QLatin1Char('/') + QString::number(label); }

    /// A project on pictures of its own, trained and saved; then another window.
    /// \param labels how many of the ten are among the pictures
    /// \param saves after each so many epochs more are trained and saved
    void makeProject(int64_t epochs, int labels = 10, int saves = 1) {
        std::filesystem::copy(Base::digits().toStdString(), photos().toStdString(),
                              std::filesystem::copy_options::recursive);
        for (int label = labels; label < 10; ++label) QDir(digitsOf(label)).removeRecursively();
        Base::dropFiles(this->window.get(), {400, 300}, {photos()});
        ASSERT_NO_FATAL_FAILURE(Base::useWhatWasRead());
        for (int save = 0; save < saves; ++save) {
            const int64_t step = this->bridge->info()->step;
            this->bridge->session().train(epochs);
            ASSERT_TRUE(Base::until([&] {
                return this->bridge->info()->step > step && this->bridge->state() == RunState::Finished &&
                       this->bridge->codes()->oldestStep == this->bridge->info()->step;
            })) << "its points are saved with it";
            this->bridge->session().save(project().toStdString());
            ASSERT_TRUE(Base::until([&] { return this->bridge->info()->savedStep == this->bridge->info()->step; }));
        }
        Base::TearDown();
        Base::SetUp();
    }
    void moveImages() {
        QDir(home_.path()).mkpath(QStringLiteral("disk"));
        std::filesystem::rename(photos().toStdString(), elsewhere().toStdString());
    }
    /// Pictures of labels that the run has never seen come.
    void addLabels(int from) {
        for (int label = from; label < 10; ++label)
            std::filesystem::copy((Base::digits() + QLatin1Char('/') + QString::number(label)).toStdString(),
                                  digitsOf(label).toStdString(), std::filesystem::copy_options::recursive);
    }
    /// One byte of the newest weights is another.
    void damageNewestWeights() {
        const std::filesystem::path folder = std::filesystem::path(project().toStdString()) / "checkpoints" / "1";
        int64_t newest = -1;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            newest = std::max<int64_t>(newest, std::stoll(entry.path().stem().string()));
        QFile file(QString::fromStdString((folder / (std::to_string(newest) + ".safetensors")).string()));
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        file.seek(file.size() - 1);
        const char last = file.read(1).at(0);
        file.seek(file.size() - 1);
        file.putChar(static_cast<char>(last ^ 1));
    }
    void openProject() {
        Base::dropFiles(this->window.get(), {400, 300}, {project()});
        ASSERT_TRUE(Base::reaches(RunState::Finished));
    }

private:
    QTemporaryDir home_;
};

}  // namespace zscape
