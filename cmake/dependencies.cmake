# Every library that Earmark uses, found once. All come from Debian 12
# (scripts/bootstrap installs them).

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)
find_package(GTest REQUIRED CONFIG)
find_package(benchmark REQUIRED CONFIG)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(prometheus-cpp REQUIRED CONFIG)

pkg_check_modules(GRPC REQUIRED IMPORTED_TARGET grpc++)
pkg_check_modules(ROCKSDB REQUIRED IMPORTED_TARGET rocksdb)
pkg_check_modules(CHROMAPRINT REQUIRED IMPORTED_TARGET libchromaprint)
pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavformat libavcodec libswresample libavutil)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp)
# Debian's pkg-config file of OpenCV names all of its modules; two are used.
find_path(OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
find_library(OPENCV_CORE opencv_core REQUIRED)
find_library(OPENCV_IMGPROC opencv_imgproc REQUIRED)
add_library(opencv INTERFACE)
target_include_directories(opencv SYSTEM INTERFACE ${OPENCV_INCLUDE})
target_link_libraries(opencv INTERFACE ${OPENCV_IMGPROC} ${OPENCV_CORE})
find_library(GRPC_REFLECTION grpc++_reflection REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers are cached only if it is told that they may be. What a
  # source includes is taken from the compiler, which lists it for Ninja anyway:
  # else each source that is not cached is preprocessed once more.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_DEPEND=1 ${CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

# Debian builds its libraries without ThreadSanitizer, which then sees none of
# their locks.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=thread")
  add_library(tsan_sync OBJECT ${CMAKE_CURRENT_LIST_DIR}/tsan_sync.cc)
  target_link_libraries(tsan_sync PRIVATE absl::core_headers PkgConfig::GRPC)
  target_link_libraries(absl::synchronization INTERFACE $<TARGET_OBJECTS:tsan_sync> ${CMAKE_DL_LIBS})
endif()
